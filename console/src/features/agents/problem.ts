/* Why a change was refused, in words. */
import { asRefusal } from '../../api/http';
import { texts } from './texts';

export function describe(error: unknown): string {
	const words = texts().agents;
	const sentences: Record<string, string> = {
		state: words.lastAdmin,
		field: words.field,
		absent: words.gone,
		denied: words.denied,
	};
	return sentences[asRefusal(error).code] ?? words.failed;
}

/* The same of an invitation. */
export function describeInvitation(error: unknown): string {
	const words = texts().invite;
	const sentences: Record<string, string> = {
		conflict: words.member,
		state: words.full,
		field: words.field,
		absent: words.gone,
		denied: texts().agents.denied,
		too_many: words.tooMany,
	};
	return sentences[asRefusal(error).code] ?? texts().agents.failed;
}

/* The same of a team. */
export function describeTeam(error: unknown): string {
	const words = texts().teams;
	const sentences: Record<string, string> = {
		conflict: words.taken,
		state: words.full,
		field: words.field,
		absent: words.gone,
		denied: texts().agents.denied,
	};
	return sentences[asRefusal(error).code] ?? texts().agents.failed;
}
