/* The same visitor's other conversations, newest first. */
import { Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { flatten } from '../api/lists';
import { nextCursor } from '../../../ui/pages';
import { chatKeys } from '../api/keys';
import { fetchHistory } from '../api/sessions';
import type { ChatSession } from '../../../api/types';
import { chatAddress } from '../addresses';
import { formatDuration, formatFull } from '../../../ui/format';
import { texts } from '../texts';
import { AppLink } from '../../../ui/AppLink';
import { MoreButton } from '../../../ui/MoreButton';
import classes from './VisitorHistory.module.css';

function useHistory(sessionId: string) {
	return useInfiniteQuery({
		queryKey: chatKeys.history(sessionId),
		queryFn: ({ pageParam, signal }) => fetchHistory(sessionId, pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		staleTime: 30_000,
	});
}

/* With whom, and how long it took. */
function describe(session: ChatSession): string {
	const facts = [
		session.assignedAgent && texts().lists.with(session.assignedAgent.name),
		session.durationSeconds !== undefined && formatDuration(session.durationSeconds),
	];
	return facts.filter(Boolean).join(' · ');
}

export function VisitorHistory({ session }: { session: ChatSession }) {
	const history = useHistory(session.id);
	const earlier = flatten(history.data);
	const words = texts().visitor;
	return (
		<section className={classes.history} aria-labelledby="history-title">
			<h3 id="history-title" className={classes.title}>
				{words.earlier}
			</h3>
			{history.isPending && <Skeleton height={44} radius="md" />}
			{history.isError && <p className={classes.none}>{words.earlierFailed}</p>}
			{history.isSuccess && earlier.length === 0 && (
				<p className={classes.none}>{words.noEarlier}</p>
			)}
			{earlier.length > 0 && (
				<ul className={classes.list}>
					{earlier.map((other) => (
						<li key={other.id}>
							<AppLink className={classes.link} href={chatAddress(other.id)}>
								<span className={classes.when}>{formatFull(other.startedAt)}</span>
								<span className={classes.note}>
									<bdi>{describe(other)}</bdi>
								</span>
							</AppLink>
						</li>
					))}
				</ul>
			)}
			<MoreButton query={history} />
		</section>
	);
}
