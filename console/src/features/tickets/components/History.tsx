/* What became of a ticket, newest first; of what was said there is nothing here. */
import { VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { MoveRight } from 'lucide-react';
import { formatFull } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { Waiting } from '../../../ui/Waiting';
import { historyOptions } from '../api/tickets';
import type { TicketEvent } from '../model';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';
import { priorityName, statusName } from '../words';
import classes from './History.module.css';

export default function History({ id }: { id: string }) {
	const words = detailTexts().history;
	const query = useInfiniteQuery(historyOptions(id));
	const events = query.data?.pages.flatMap(({ items }) => items) ?? [];
	return (
		<div className={classes.scroll} tabIndex={0} role="region" aria-label={words.label}>
			{query.isPending && <Waiting rows={4} height={40} />}
			{query.isError && <ListProblem text={words.failed} retry={() => void query.refetch()} />}
			{query.isSuccess && events.length === 0 && <p>{words.none}</p>}
			<ol className={classes.events}>
				{events.map((event) => (
					<Entry key={event.id} event={event} />
				))}
			</ol>
			<MoreButton query={query} />
		</div>
	);
}

function actorOf({ actorType, actorName }: TicketEvent): string {
	const words = detailTexts().history;
	if (actorType === 'system') return words.system;
	return actorName ?? (actorType === 'visitor' ? words.visitor : words.agent);
}

function Entry({ event }: { event: TicketEvent }) {
	const words = detailTexts().history;
	const isFirst = event.version === 1;
	return (
		<li className={classes.event}>
			<div className={classes.who}>
				<span>
					<strong>
						<bdi>{actorOf(event)}</bdi>
					</strong>
					{isFirst && ` ${words.made}`}
				</span>
				<time className={classes.at} dateTime={event.createdAt}>
					{formatFull(event.createdAt)}
				</time>
			</div>
			{!isFirst && (
				<ul className={classes.changes}>
					{Object.entries(event.changes).map(([name, values]) => (
						<Changed key={name} name={name} values={values} event={event} />
					))}
				</ul>
			)}
		</li>
	);
}

interface ChangedProps {
	name: string;
	values: readonly unknown[];
	event: TicketEvent;
}

/* The members that have a name of their own here. */
const MEMBERS: Record<string, string> = { assignedAgentId: 'assignee', teamId: 'team', sessionId: 'session' };

function Changed({ name, values, event }: ChangedProps) {
	const words = detailTexts();
	const labels = words.fields;
	const label = labels[MEMBERS[name] ?? name] ?? name;
	if (values.length < 2) return <li>{words.history.changedQuietly(label)}</li>;
	const [before, after] = values.map((value) => told(name, value, event));
	return (
		<li>
			{words.history.changed(label)} <bdi>{before}</bdi>{' '}
			<MoveRight className={classes.arrow} size={14} aria-hidden="true" />
			<VisuallyHidden> {words.history.became} </VisuallyHidden> <bdi>{after}</bdi>
		</li>
	);
}

/* A value of the history, as people read it. */
function told(name: string, value: unknown, { names = {} }: TicketEvent): string {
	const { nothing } = detailTexts().history;
	if (name === 'assignedAgentId' && value === null) return texts().nobody;
	if (value === null || value === undefined || value === '') return nothing;
	if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : nothing;
	const text = String(value);
	if (name === 'status') return statusName(text);
	if (name === 'priority') return priorityName(text);
	if (name === 'snoozedUntil') return formatFull(text);
	return names[text] ?? text;
}
