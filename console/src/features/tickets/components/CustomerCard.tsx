/* Who asks, which way they came, and what else there is of them: their other tickets, their chats, and how it was for them. */
import { useQuery } from '@tanstack/react-query';
import { MessageCircle, Star } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { conversationOptions } from '../../../api/conversations';
import type { Conversation } from '../../../api/types';
import { HOME_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { formatFull } from '../../../ui/format';
import { mailHref } from '../../../ui/mailHref';
import { ticketAddress } from '../addresses';
import type { SupportTicket } from '../model';
import { detailTexts } from '../texts/detail';
import { channelName, numberOf } from '../words';
import classes from './Side.module.css';
import { StatusMark } from './StatusMark';

export function CustomerCard({ ticket }: { ticket: SupportTicket }) {
	const words = detailTexts().side;
	const id = useId();
	return (
		<section className={classes.section} aria-labelledby={id}>
			<h2 id={id} className={classes.heading}>
				{words.customer}
			</h2>
			<dl className={classes.facts}>
				<Fact label={words.name}>{ticket.requesterName}</Fact>
				<Fact label={words.email}>
					{ticket.requesterEmail && (
						<a href={mailHref(ticket.requesterEmail)}>
							<bdi>{ticket.requesterEmail}</bdi>
						</a>
					)}
				</Fact>
				<Fact label={words.channel}>
					{ticket.sessionId ? (
						<AppLink href={`${HOME_PATH}/${ticket.sessionId}`}>{words.chat}</AppLink>
					) : (
						channelName(ticket.channel)
					)}
				</Fact>
				<Fact label={words.created}>{formatFull(ticket.createdAt)}</Fact>
				{ticket.firstResponseAt && (
					<Fact label={words.firstResponse}>{formatFull(ticket.firstResponseAt)}</Fact>
				)}
				{ticket.resolvedAt && (
					<Fact label={words.resolvedAt}>
						{formatFull(ticket.resolvedAt)}
						{ticket.resolutionNumber > 1 && ` · ${words.resolvedTimes(ticket.resolutionNumber)}`}
					</Fact>
				)}
			</dl>
			{ticket.conversationId && (
				<Others ticket={ticket} conversationId={ticket.conversationId} />
			)}
		</section>
	);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div className={classes.fact}>
			<dt>{label}</dt>
			<dd>
				{typeof children === 'string' ? <bdi>{children}</bdi> : children}
				{!children && <span className={classes.absent}>{detailTexts().side.notGiven}</span>}
			</dd>
		</div>
	);
}

function Others({ ticket, conversationId }: { ticket: SupportTicket; conversationId: string }) {
	const words = detailTexts().side;
	const customer = useQuery(conversationOptions(conversationId));
	if (customer.isError) return <p className={classes.small}>{words.unread}</p>;
	if (!customer.data) return null;
	const tickets = customer.data.tickets.filter(({ id }) => id !== ticket.id);
	const sessions = customer.data.sessions.filter(({ id }) => id !== ticket.sessionId);
	const ratings = customer.data.surveys.filter(({ rating }) => rating !== undefined);
	return (
		<>
			{tickets.length > 0 && <Tickets tickets={tickets} />}
			{sessions.length > 0 && <Chats sessions={sessions} />}
			{ratings.length > 0 && <Ratings ratings={ratings} />}
		</>
	);
}

function Tickets({ tickets }: Pick<Conversation, 'tickets'>) {
	return (
		<>
			<h3 className={classes.small}>{detailTexts().side.others}</h3>
			<ul className={classes.list}>
				{tickets.map((other) => (
					<li key={other.id}>
						<AppLink className={classes.other} href={ticketAddress(other.id)}>
							<StatusMark status={other.status} size={15} />
							<span className={classes.subject}>
								<bdi>{other.subject}</bdi>
							</span>
							<span className={classes.absent}>{numberOf(other)}</span>
						</AppLink>
					</li>
				))}
			</ul>
		</>
	);
}

function Chats({ sessions }: Pick<Conversation, 'sessions'>) {
	return (
		<>
			<h3 className={classes.small}>{detailTexts().side.chats}</h3>
			<ul className={classes.list}>
				{sessions.map(({ id, startedAt }) => (
					<li key={id}>
						<AppLink className={classes.other} href={`${HOME_PATH}/${id}`}>
							<MessageCircle size={15} aria-hidden="true" />
							<span className={classes.subject}>{formatFull(startedAt)}</span>
						</AppLink>
					</li>
				))}
			</ul>
		</>
	);
}

/* What they answered when they were asked how it was. */
function Ratings({ ratings }: { ratings: Conversation['surveys'] }) {
	const words = detailTexts().side;
	return (
		<>
			<h3 className={classes.small}>{words.ratings}</h3>
			<ul className={classes.list}>
				{ratings.map(({ id, rating = 0, respondedAt }) => (
					<li key={id} className={classes.other}>
						<Star size={15} aria-hidden="true" />
						<span className={classes.subject}>{words.rated(rating)}</span>
						{respondedAt && <span className={classes.absent}>{formatFull(respondedAt)}</span>}
					</li>
				))}
			</ul>
		</>
	);
}
