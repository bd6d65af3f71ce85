/* Entries as a file for spreadsheets. */
import type { AuditChange, AuditEntry } from '../../api/types';
import { csvOf } from '../../ui/csv';

const COLUMNS = [
	'createdAt',
	'actorType',
	'actorId',
	'actorName',
	'action',
	'targetId',
	'targetName',
	'ip',
	'count',
] as const satisfies readonly (keyof AuditEntry)[];

/* Old and new of each setting. */
function told(changes: readonly AuditChange[] = []): string {
	return changes.map(({ name, before = '', after = '' }) => `${name}: ${before} → ${after}`).join('\n');
}

export function toCsv(entries: readonly AuditEntry[]): string {
	const rows = entries.map((entry) => [...COLUMNS.map((name) => entry[name]), told(entry.changes)]);
	return csvOf([...COLUMNS, 'changes'], rows);
}
