/* Who waits, in order, each with a running clock; the first button takes whoever is next. */
import { Button, Skeleton } from '@mantine/core';
import { Coffee, HandHelping } from 'lucide-react';
import { chatKeys } from '../api/keys';
import { flatten, useQueue } from '../api/lists';
import { useReach } from '../../../ui/reach';
import { matchesFilter } from '../filter';
import { useStore } from '../../../ui/store';
import { useLine } from '../../../live/LineProvider';
import { useDesk } from '../live/DeskProvider';
import { useWaiting } from '../live/useCounts';
import { useTake } from '../live/useTake';
import { texts } from '../texts';
import classes from './ChatQueue.module.css';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { QUEUE_ROW_PX, QueueItem } from './QueueItem';
import { VirtualList } from '../../../ui/VirtualList';

interface Props {
	openId?: string;
	filter: string;
}

export function ChatQueue({ openId, filter }: Props) {
	const queue = useQueue();
	const reached = useReach(chatKeys.queue, filter !== '');
	const { take, takeNext, takingId } = useTake();
	const handedOver = useStore(useDesk().handedOver.ids);
	const sessions = flatten(queue.data);
	const waiting = useWaiting();
	const expected = queue.data?.pages[0]?.expectedWaitSeconds;
	const shown = sessions.filter((session) => matchesFilter(session, filter));
	const isAnyMine = sessions.some(({ id }) => !handedOver.has(id));
	const words = texts().queue;
	return (
		<section aria-labelledby="queue-title" className={classes.queue}>
			<div className={classes.head}>
				<h2 id="queue-title" className={classes.title}>
					{words.title}
				</h2>
				<span className={classes.count} data-some={waiting > 0 || undefined}>
					{waiting}
				</span>
				{expected !== undefined && waiting > 0 && (
					<span className={classes.expected}>
						{words.expected(Math.round(expected / 60))}
					</span>
				)}
			</div>
			{isAnyMine && (
				<Button
					className={classes.next}
					fullWidth
					leftSection={<HandHelping size={18} aria-hidden="true" />}
					rightSection={<span className={classes.key}>Alt T</span>}
					aria-keyshortcuts="Alt+T"
					loading={takingId !== undefined && takingId === sessions[0]?.id}
					onClick={takeNext}
				>
					{words.takeNext}
				</Button>
			)}
			{queue.isPending && <Skeleton height={64} mx="sm" radius="md" />}
			{queue.isError && !queue.data && <ListProblem retry={() => void queue.refetch()} />}
			{queue.isRefetchError && (
				<ListProblem text={texts().list.old} retry={() => void queue.refetch()} />
			)}
			{queue.isSuccess && sessions.length === 0 && <EmptyQueue />}
			{shown.length > 0 && (
				<VirtualList
					isTight
					items={shown}
					idOf={(session) => session.id}
					rowPx={QUEUE_ROW_PX}
					label={words.title}
					query={queue}
					reached={reached}
					render={(session) => (
						<QueueItem
							session={session}
							isOpen={session.id === openId}
							isTaking={session.id === takingId}
							take={take}
						/>
					)}
				/>
			)}
			{shown.length === 0 && <MoreButton query={queue} />}
		</section>
	);
}

function EmptyQueue() {
	const agent = useStore(useLine().agent);
	const words = texts().queue;
	return (
		<EmptyState
			isSmall
			icon={<Coffee size={22} strokeWidth={1.75} />}
			title={words.empty}
			text={agent.status === 'online' ? words.emptyHint : words.emptyAway}
		/>
	);
}
