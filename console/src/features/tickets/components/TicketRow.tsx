/* One ticket in a list: what it is about, of whom, how it stands, and who has it. */
import { Checkbox } from '@mantine/core';
import { AppLink } from '../../../ui/AppLink';
import { useClock } from '../../../ui/clock';
import { formatAgo, formatFull } from '../../../ui/format';
import { listItemProps } from '../../../ui/listFocus';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { ticketAddress } from '../addresses';
import type { SupportTicket } from '../model';
import { texts } from '../texts';
import { numberOf, requesterOf } from '../words';
import { ChannelMark } from './ChannelMark';
import marks from './marks.module.css';
import { PriorityMark } from './PriorityMark';
import { StatusMark } from './StatusMark';
import classes from './TicketRow.module.css';

export const ROW_PX = 64;
const TAGS_SHOWN = 2;

interface Props {
	ticket: SupportTicket;
	isChosen: boolean;
	toggle: (id: string) => void;
}

export function TicketRow({ ticket, isChosen, toggle }: Props) {
	return (
		<div className={classes.row} data-chosen={isChosen || undefined}>
			<Checkbox
				className={classes.choose}
				aria-label={texts().bulk.choose(ticket.subject)}
				checked={isChosen}
				onChange={() => toggle(ticket.id)}
			/>
			<AppLink
				className={classes.item}
				href={ticketAddress(ticket.id)}
				data-ticket={ticket.id}
				{...listItemProps}
			>
				<StatusMark status={ticket.status} />
				<span className={classes.main}>
					<span className={classes.line}>
						<span className={classes.subject}>
							<bdi>{ticket.subject}</bdi>
						</span>
						<Tags tags={ticket.tags} />
					</span>
					<About ticket={ticket} />
				</span>
				<span className={classes.facts}>
					<span className={classes.priority}>
						<PriorityMark priority={ticket.priority} />
					</span>
					<Assignee ticket={ticket} />
					<Ago time={ticket.updatedAt} />
				</span>
			</AppLink>
		</div>
	);
}

function Tags({ tags }: Pick<SupportTicket, 'tags'>) {
	const left = tags.length - TAGS_SHOWN;
	return (
		<span className={classes.tags}>
			{tags.slice(0, TAGS_SHOWN).map((tag) => (
				<bdi key={tag} className={marks.tag}>
					{tag}
				</bdi>
			))}
			{left > 0 && <span className={classes.left}>{texts().tickets.more(left)}</span>}
		</span>
	);
}

function About({ ticket }: { ticket: SupportTicket }) {
	const words = texts().tickets;
	const { status, snoozedUntil, channel, team } = ticket;
	return (
		<span className={classes.about}>
			<span className={classes.number}>{numberOf(ticket)}</span>
			<span className={classes.requester}>
				<bdi>{requesterOf(ticket) ?? words.noRequester}</bdi>
			</span>
			<ChannelMark channel={channel} />
			{team && (
				<span className={classes.team}>
					<bdi>{team.name}</bdi>
				</span>
			)}
			{status === 'snoozed' && snoozedUntil && (
				<span className={classes.snoozed}>{words.snoozedTo(formatFull(snoozedUntil))}</span>
			)}
		</span>
	);
}

function Assignee({ ticket: { assignedAgent } }: { ticket: SupportTicket }) {
	if (!assignedAgent) return <span className={classes.assignee} data-nobody />;
	const { id, name } = assignedAgent;
	const label = texts().tickets.assignedTo(name);
	return (
		<span className={classes.assignee} role="img" aria-label={label} title={label}>
			<PersonAvatar name={name} id={id} size={26} />
		</span>
	);
}

function Ago({ time }: { time: string }) {
	return <span className={classes.ago}>{useClock((nowMs) => formatAgo(time, nowMs))}</span>;
}
