/* What a job is called, and why it failed, in plain words. */
import { texts } from './texts';

const find = (table: Record<string, string>, key: string) =>
	Object.hasOwn(table, key) ? table[key] : undefined;

/* A kind of a later version's is called as the server calls it. */
export function kindText(kind: string): string {
	return find(texts().jobs.kinds, kind) ?? kind;
}

export function failureText(code: string): string {
	const { failures, otherFailure } = texts().jobs;
	return find(failures, code) ?? otherFailure(code);
}
