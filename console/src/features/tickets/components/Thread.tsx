/* What was said of a ticket, oldest first: what the customer reads and what they do not are told apart at once. */
import { Lock, Mail, MessagesSquare } from 'lucide-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { withoutDirection } from '../../../../../proto/client/names';
import { useAgents } from '../../../live/agents';
import { EmptyState } from '../../../ui/EmptyState';
import { formatFull } from '../../../ui/format';
import { LinkedText } from '../../../ui/LinkedText';
import { ListProblem } from '../../../ui/ListProblem';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { Waiting } from '../../../ui/Waiting';
import { commentsOptions } from '../api/tickets';
import type { SupportTicket, TicketComment } from '../model';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';
import { requesterOf } from '../words';
import classes from './Thread.module.css';

/* All of them: whoever answers reads the newest, and what it refers to. */
function useComments(id: string) {
	const query = useInfiniteQuery(commentsOptions(id));
	const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
	useEffect(() => {
		if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
	}, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
	return query;
}

const NEAR_PX = 80;

/* Stays at the newest one, for as long as one is there. */
function useStayAtEnd(count: number) {
	const box = useRef<HTMLDivElement>(null);
	const isAtEnd = useRef(true);
	useLayoutEffect(() => {
		const { current } = box;
		if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
	}, [count]);
	const scrolled = () => {
		const { current } = box;
		if (current)
			isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_PX;
	};
	return { ref: box, onScroll: scrolled };
}

export function Thread({ ticket }: { ticket: SupportTicket }) {
	const words = detailTexts().thread;
	const query = useComments(ticket.id);
	const comments = query.data?.pages.flatMap(({ items }) => items) ?? [];
	const scroll = useStayAtEnd(comments.length);
	const retry = () => void (query.data ? query.fetchNextPage() : query.refetch());
	return (
		<div className={classes.scroll} {...scroll} tabIndex={0} role="region" aria-label={words.label}>
			{query.isPending && <Waiting rows={3} height={72} />}
			{(query.isLoadingError || query.isFetchNextPageError) && (
				<ListProblem text={words.failed} retry={retry} />
			)}
			{query.isRefetchError && !query.isFetchNextPageError && (
				<ListProblem text={texts().list.old} retry={() => void query.refetch()} />
			)}
			{query.isSuccess && comments.length === 0 && (
				<EmptyState
					isSmall
					level={2}
					icon={<MessagesSquare size={24} strokeWidth={1.75} />}
					title={words.none}
					text={words.noneText}
				/>
			)}
			{comments.length > 0 && (
				<ol className={classes.comments}>
					{comments.map((comment) => (
						<Comment key={comment.id} comment={comment} ticket={ticket} />
					))}
				</ol>
			)}
		</div>
	);
}

type Kind = 'customer' | 'answer' | 'internal';

function kindOf({ authorType, isPublic }: TicketComment): Kind {
	if (authorType === 'visitor') return 'customer';
	return isPublic ? 'answer' : 'internal';
}

function useAuthor({ authorType, authorId, authorName }: TicketComment, ticket: SupportTicket): string {
	const words = detailTexts().thread;
	const agents = useAgents().data?.items ?? [];
	const given = withoutDirection(authorName ?? '');
	if (authorType === 'system') return given || words.system;
	if (authorType === 'visitor') return given || (requesterOf(ticket) ?? words.requester);
	return given || (agents.find(({ id }) => id === authorId)?.name ?? words.agent);
}

function Comment({ comment, ticket }: { comment: TicketComment; ticket: SupportTicket }) {
	const words = detailTexts().thread;
	const kind = kindOf(comment);
	const author = useAuthor(comment, ticket);
	return (
		<li className={classes.comment} data-kind={kind}>
			<PersonAvatar name={author} id={comment.authorId ?? comment.authorType} size={34} />
			<article className={classes.card} aria-label={author}>
				<div className={classes.by}>
					<span className={classes.author}>
						<bdi>{author}</bdi>
					</span>
					{kind !== 'customer' && <KindMark kind={kind} />}
					<time className={classes.at} dateTime={comment.createdAt}>
						{formatFull(comment.createdAt)}
					</time>
				</div>
				<div className={classes.text}>
					{comment.content === null ? (
						<em>{words.unreadable}</em>
					) : (
						<LinkedText text={comment.content} />
					)}
				</div>
			</article>
		</li>
	);
}

function KindMark({ kind }: { kind: 'answer' | 'internal' }) {
	const words = detailTexts().thread;
	const Icon = kind === 'internal' ? Lock : Mail;
	return (
		<span className={classes.kind} title={kind === 'internal' ? words.internalHint : undefined}>
			<Icon size={13} aria-hidden="true" />
			{words[kind]}
		</span>
	);
}
