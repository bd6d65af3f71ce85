/* The sessions of one kind: one's own, all active ones, or those that have ended. */
import { Skeleton, Stack } from '@mantine/core';
import { Archive, MessageCircle, MessagesSquare } from 'lucide-react';
import { chatKeys } from '../api/keys';
import { byActivity, flatten, useSessionList } from '../api/lists';
import { useReach } from '../../../ui/reach';
import type { ListName } from '../api/sessions';
import { matchesFilter } from '../filter';
import { texts } from '../texts';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { VirtualList } from '../../../ui/VirtualList';
import { ENDED_ROW_PX, SESSION_ROW_PX, SessionItem } from './SessionItem';
import classes from './SessionList.module.css';

interface Props {
	list: ListName;
	openId?: string;
	filter: string;
}

const EMPTY_ICONS = { mine: MessageCircle, all: MessagesSquare, ended: Archive };

export function SessionList(props: Props) {
	const query = useSessionList(props.list);
	const retry = () => void query.refetch();
	if (query.isPending) return <Placeholder />;
	if (!query.data) return <ListProblem retry={retry} />;
	return (
		<>
			{query.isRefetchError && <ListProblem text={texts().list.old} retry={retry} />}
			<Sessions {...props} />
		</>
	);
}

function Sessions({ list, openId, filter }: Props) {
	const query = useSessionList(list);
	const reached = useReach(chatKeys.list(list), filter !== '');
	const sessions = byActivity(flatten(query.data));
	const shown = sessions.filter((session) => matchesFilter(session, filter));
	const words = texts().lists;
	if (sessions.length === 0) return <EmptyList list={list} />;
	if (shown.length > 0)
		return (
			<VirtualList
				items={shown}
				idOf={(session) => session.id}
				rowPx={list === 'ended' ? ENDED_ROW_PX : SESSION_ROW_PX}
				label={words.tabs[list]}
				query={query}
				reached={reached}
				render={(session) => (
					<SessionItem
						session={session}
						isOpen={session.id === openId}
						showsAgent={list !== 'mine'}
					/>
				)}
			/>
		);
	return (
		<>
			<p className={classes.none}>{words.noMatch}</p>
			<MoreButton query={query} />
		</>
	);
}

function Placeholder() {
	return (
		<Stack gap="xs" px="sm" py="xs" aria-hidden="true">
			<Skeleton height={52} radius="md" />
			<Skeleton height={52} radius="md" />
			<Skeleton height={52} radius="md" />
		</Stack>
	);
}

function EmptyList({ list }: { list: ListName }) {
	const words = texts().lists;
	const Icon = EMPTY_ICONS[list];
	const wording = {
		mine: { title: words.emptyMineTitle, text: words.emptyMine },
		all: { title: words.emptyAllTitle, text: words.emptyAll },
		ended: { title: words.emptyEndedTitle, text: words.emptyEnded },
	};
	return <EmptyState isSmall icon={<Icon size={22} strokeWidth={1.75} />} {...wording[list]} />;
}
