/* Who waits, in order, each with a running clock; the first button takes whoever is next. */
import { Button, Skeleton } from '@mantine/core';
import { Coffee, HandHelping } from 'lucide-react';
import { flatten, useQueue } from '../api/lists';
import { matchesFilter } from '../filter';
import { useStore } from '../../../ui/store';
import { useDesk } from '../live/DeskProvider';
import { useTake } from '../live/useTake';
import { texts } from '../../../locale';
import classes from './ChatQueue.module.css';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { QueueItem } from './QueueItem';

interface Props {
	openId?: string;
	filter: string;
}

function useWaiting(loaded: number): number {
	const queue = useQueue();
	const counts = useStore(useDesk().counts);
	if (!queue.hasNextPage) return loaded;
	return counts?.waiting ?? queue.data?.pages[0]?.waiting ?? loaded;
}

export function ChatQueue({ openId, filter }: Props) {
	const queue = useQueue();
	const { take, takeNext, takingId } = useTake();
	const sessions = flatten(queue.data);
	const waiting = useWaiting(sessions.length);
	const expected = queue.data?.pages[0]?.expectedWaitSeconds;
	const shown = sessions.filter((session) => matchesFilter(session, filter));
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
			{sessions.length > 0 && (
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
			{queue.isSuccess && sessions.length === 0 && <EmptyQueue />}
			{shown.length > 0 && (
				<ol className={classes.list}>
					{shown.map((session) => (
						<QueueItem
							key={session.id}
							session={session}
							isOpen={session.id === openId}
							isTaking={session.id === takingId}
							take={take}
						/>
					))}
				</ol>
			)}
			<MoreButton query={queue} />
		</section>
	);
}

function EmptyQueue() {
	const agent = useStore(useDesk().agent);
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
