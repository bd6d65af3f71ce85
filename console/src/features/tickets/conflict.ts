/*
 * What two people have done to one ticket at once: what somebody else has changed of it since it was shown, and what I
 * wanted of it, in words.
 */
import { formatFull } from '../../ui/format';
import type { FieldValue, SupportTicket, TicketChange, TicketField } from './model';
import { texts } from './texts';
import { numberOf, priorityName, statusName } from './words';

export interface Rival {
	name: string;
	theirs: string;
	mine?: string;
}

/* How what is named by ids is called. */
export interface Names {
	agent: (id: string) => string | undefined;
	team: (id: string) => string | undefined;
	fields: readonly TicketField[];
}

type Told = Record<string, string>;

function valueTold(value: FieldValue | undefined): string {
	const { overtaken } = texts();
	if (typeof value === 'boolean') return value ? overtaken.on : overtaken.off;
	if (typeof value === 'object') return value?.date ?? '';
	return String(value ?? '');
}

const fieldName = (key: string) => `fields.${key}`;

function fieldsTold(fields: Record<string, FieldValue> = {}): Told {
	return Object.fromEntries(
		Object.entries(fields).map(([key, value]) => [fieldName(key), valueTold(value)]),
	);
}

/* Everything of a ticket that can be changed, as people read it. */
function told(ticket: SupportTicket): Told {
	const words = texts();
	return {
		subject: ticket.subject,
		status: statusName(ticket.status),
		priority: priorityName(ticket.priority),
		assignee: ticket.assignedAgent?.name ?? words.nobody,
		team: ticket.team?.name ?? words.noTeam,
		tags: ticket.tags.join(', '),
		snoozedUntil: ticket.snoozedUntil ? formatFull(ticket.snoozedUntil) : '',
		requesterName: ticket.requesterName ?? '',
		requesterEmail: ticket.requesterEmail ?? '',
		mergedInto: ticket.mergedInto ? numberOf(ticket.mergedInto) : '',
		...fieldsTold(ticket.fields),
	};
}

/* The same of a change. */
function wished(change: TicketChange, { agent, team }: Names): Told {
	const words = texts();
	const { status, priority, assignedAgentId, teamId, tags, snoozedUntil, fields, ...rest } = change;
	const all: Record<string, string | null | undefined> = {
		...rest,
		status: status && statusName(status),
		priority: priority && priorityName(priority),
		assignee: assignedAgentId === null ? words.nobody : assignedAgentId && (agent(assignedAgentId) ?? assignedAgentId),
		team: teamId === null ? words.noTeam : teamId && (team(teamId) ?? teamId),
		tags: tags?.join(', '),
		snoozedUntil: snoozedUntil && formatFull(snoozedUntil),
		...fieldsTold(fields),
	};
	const isGiven = ([, value]: [string, unknown]) => value !== undefined;
	return Object.fromEntries(
		Object.entries(all).filter(isGiven).map(([name, value]) => [name, value ?? '']),
	);
}

export function rivalsOf(
	base: SupportTicket,
	theirs: SupportTicket,
	change: TicketChange,
	names: Names,
): Rival[] {
	const before = told(base);
	const now = told(theirs);
	const mine = wished(change, names);
	const all = new Set([...Object.keys(before), ...Object.keys(now), ...Object.keys(mine)]);
	const isTold = (name: string) => name in mine || (before[name] ?? '') !== (now[name] ?? '');
	return [...all]
		.filter(isTold)
		.map((name) => ({ name, theirs: now[name] ?? '', mine: mine[name] }));
}

/* What each is called. */
export function labelsOf(labels: Record<string, string>, fields: readonly TicketField[]): Record<string, string> {
	const own = fields.map(({ key, label }) => [fieldName(key), label]);
	return { ...labels, ...Object.fromEntries(own) };
}
