/* One ticket: what was said, where one writes, and at the side what is known of it, which is changed there. */
import { SegmentedControl, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TicketX } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { asRefusal } from '../../api/http';
import { useLine } from '../../live/LineProvider';
import { TICKETS_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { Overtaken } from '../../ui/Overtaken';
import { navigate } from '../../ui/place';
import { setTitle } from '../../ui/title';
import { useImmersive } from '../../ui/useImmersive';
import { Waiting } from '../../ui/Waiting';
import { backToList, nextOnTrail, ticketAddress } from './addresses';
import { ticketOptions } from './api/tickets';
import { Composer, COMPOSER_ID } from './components/Composer';
import { Thread } from './components/Thread';
import { TicketHead } from './components/TicketHead';
import { useLiveTicket } from './live';
import { isDone } from './may';
import type { SupportTicket } from './model';
import { texts } from './texts';
import { detailTexts } from './texts/detail';
import classes from './TicketPage.module.css';
import { type Change, useChange } from './useChange';
import { useKeys } from './useKeys';
import { numberOf } from './words';

const History = lazy(() => import('./components/History'));
const Side = lazy(() => import('./components/Side'));
const TagsDialog = lazy(() => import('./components/TagsDialog'));

interface Props {
	parameters: { ticketId?: string };
	query: URLSearchParams;
}

export default function TicketPage({ parameters: { ticketId = '' }, query: address }: Props) {
	const query = useQuery(ticketOptions(ticketId));
	useLiveTicket(ticketId);
	useImmersive(true);
	if (query.data)
		return (
			<Shown
				key={ticketId}
				ticket={query.data}
				isOld={query.isRefetchError}
				refetch={() => void query.refetch()}
				isSideShown={address.has('details')}
			/>
		);
	return (
		<main id="main" tabIndex={-1} className={classes.alone}>
			{query.isPending ? (
				<Waiting rows={5} height={64} />
			) : (
				<Unread error={query.error} retry={() => void query.refetch()} />
			)}
		</main>
	);
}

function Unread({ error, retry }: { error: unknown; retry: () => void }) {
	const words = detailTexts();
	if (asRefusal(error).code !== 'absent') return <ListProblem text={words.unread} retry={retry} />;
	return (
		<EmptyState
			icon={<TicketX size={34} strokeWidth={1.5} />}
			title={words.absent}
			text={words.absentText}
			level={2}
		>
			<AppLink href={TICKETS_PATH}>{words.toList}</AppLink>
		</EmptyState>
	);
}

/* The keys of one ticket. */
function useTicketKeys(ticket: SupportTicket, { change }: Change, askTags: () => void): void {
	const { me } = useLine();
	const go = (step: 1 | -1) => {
		const id = nextOnTrail(ticket.id, step);
		if (id) navigate(ticketAddress(id), { replace: true });
	};
	const canChange = !isDone(ticket);
	useKeys({
		j: () => go(1),
		k: () => go(-1),
		a: () => canChange && change({ assignedAgentId: me.agent.id }),
		e: () => canChange && change({ status: 'resolved' }),
		'#': askTags,
		'shift+#': askTags,
		r: () => focusComposer(),
		escape: backToList,
	});
}

/* Only once the key is up, or it would be the first that is written. */
function focusComposer(): void {
	requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
}

interface ShownProps {
	ticket: SupportTicket;
	isOld: boolean;
	refetch: () => void;
	isSideShown: boolean;
}

function Shown({ ticket, isOld, refetch, isSideShown }: ShownProps) {
	const change = useChange(ticket);
	const [isTagging, setTagging] = useState(false);
	const title = `${numberOf(ticket)} ${ticket.subject}`;
	useEffect(() => setTitle(title), [title]);
	useTicketKeys(ticket, change, () => ticket.status !== 'closed' && setTagging(true));
	return (
		<main
			id="main"
			tabIndex={-1}
			className={classes.page}
			data-side={isSideShown || undefined}
		>
			<VisuallyHidden>
				<h1>{detailTexts().heading(numberOf(ticket))}</h1>
			</VisuallyHidden>
			<div className={classes.main}>
				<TicketHead ticket={ticket} change={change} />
				<div className={classes.told}>
					{isOld && <ListProblem text={texts().list.old} retry={refetch} />}
					<Overtaken
						by={change.overtaken}
						labels={change.labels}
						title={detailTexts().overtaken}
					/>
				</div>
				<Talk ticket={ticket} />
			</div>
			<section className={classes.side} aria-label={detailTexts().side.label}>
				<Suspense>
					<Side ticket={ticket} change={change} />
				</Suspense>
			</section>
			<Suspense>
				{isTagging && (
					<TagsDialog
						tickets={[ticket]}
						save={(tags) => change.change({ tags })}
						close={() => setTagging(false)}
					/>
				)}
			</Suspense>
		</main>
	);
}

function Talk({ ticket }: { ticket: SupportTicket }) {
	const words = detailTexts();
	const [tab, setTab] = useState<'talk' | 'history'>('talk');
	return (
		<>
			<div className={classes.tabs}>
				<SegmentedControl
					size="xs"
					withItemsBorders={false}
					aria-label={words.tabs.label}
					value={tab}
					onChange={(value) => setTab(value as 'talk' | 'history')}
					data={[
						{ value: 'talk', label: words.tabs.talk },
						{ value: 'history', label: words.tabs.history },
					]}
				/>
			</div>
			{tab === 'talk' ? (
				<Thread ticket={ticket} />
			) : (
				<Suspense fallback={<Waiting rows={4} height={40} />}>
					<History id={ticket.id} />
				</Suspense>
			)}
			{ticket.status === 'closed' ? (
				<Closed ticket={ticket} />
			) : (
				tab === 'talk' && <Composer ticket={ticket} />
			)}
		</>
	);
}

function Closed({ ticket: { mergedInto } }: { ticket: SupportTicket }) {
	const words = detailTexts();
	if (!mergedInto) return <p className={classes.closed}>{words.closedHint}</p>;
	return (
		<p className={classes.closed}>
			{words.mergedInto}{' '}
			<AppLink href={ticketAddress(mergedInto.id)}>{numberOf(mergedInto)}</AppLink>.{' '}
			{words.mergedHint}
		</p>
	);
}
