/* The entries. On a phone each is a card of its own, and to whoever listens a row of the table still. */
import { Anchor, Table, VisuallyHidden } from '@mantine/core';
import { MoveRight } from 'lucide-react';
import type { AuditChange, AuditEntry } from '../../../api/types';
import { HOME_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { formatFull } from '../../../ui/format';
import classes from '../AuditPage.module.css';
import { texts } from '../texts';

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
	const words = texts().audit;
	return (
		<Table role="table" aria-label={words.table} className={classes.table} highlightOnHover>
			<Table.Thead role="rowgroup" className={classes.head}>
				<Table.Tr role="row">
					{[words.when, words.who, words.what, words.about, words.address].map((name) => (
						<Table.Th key={name} role="columnheader" scope="col">
							{name}
						</Table.Th>
					))}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody role="rowgroup">
				{entries.map((entry) => (
					<Entry key={entry.id} entry={entry} />
				))}
			</Table.Tbody>
		</Table>
	);
}

function Entry({ entry }: { entry: AuditEntry }) {
	const { createdAt, action, ip, changes, count = 1 } = entry;
	const words = texts().audit;
	return (
		<Table.Tr role="row" className={classes.entry}>
			<Table.Td role="cell" className={classes.when}>
				<time dateTime={createdAt}>{formatFull(createdAt)}</time>
			</Table.Td>
			<Table.Td role="cell" className={classes.who}>
				<Actor entry={entry} />
			</Table.Td>
			<Table.Td role="cell" className={classes.what}>
				{words.actions[action] ?? action}
				{count > 1 && `, ${words.times(count)}`}
				{changes && <Changes changes={changes} />}
			</Table.Td>
			<Table.Td role="cell" className={classes.about}>
				<Target entry={entry} />
			</Table.Td>
			<Table.Td role="cell" className={classes.ip}>
				{ip}
			</Table.Td>
		</Table.Tr>
	);
}

/* Old and new, a setting a line. */
function Changes({ changes }: { changes: readonly AuditChange[] }) {
	const words = texts().audit;
	return (
		<ul className={classes.changes}>
			{changes.map(({ name, before, after }) => (
				<li key={name}>
					{words.settings[name] ?? name}: <bdi>{before ?? words.nothing}</bdi> <Arrow />{' '}
					<bdi>{after ?? words.nothing}</bdi>
				</li>
			))}
		</ul>
	);
}

function Arrow() {
	return (
		<>
			<MoveRight className={classes.arrow} size={14} aria-hidden="true" />
			<VisuallyHidden> {texts().audit.became} </VisuallyHidden>
		</>
	);
}

function Actor({ entry: { actorType, actorId, actorName } }: { entry: AuditEntry }) {
	const name = texts().audit.actors[actorType];
	if (actorType === 'agent') return <bdi>{actorName ?? actorId}</bdi>;
	if (actorType !== 'operator' || !actorId) return name;
	return (
		<>
			{name} (<bdi>{actorId}</bdi>)
		</>
	);
}

/* An erased chat leads nowhere. */
function Target({ entry: { action, actorId, targetId, targetName } }: { entry: AuditEntry }) {
	const isChat = action.startsWith('session.') && action !== 'session.erase';
	if (isChat && targetId)
		return (
			<Anchor component={AppLink} href={`${HOME_PATH}/${targetId}`} size="sm">
				{texts().audit.chat}
			</Anchor>
		);
	const isNamed = !/^(tenant|invitation)\./.test(action);
	if (!targetId || targetId === actorId || !isNamed) return null;
	return <bdi className={targetName ? undefined : classes.id}>{targetName ?? targetId}</bdi>;
}
