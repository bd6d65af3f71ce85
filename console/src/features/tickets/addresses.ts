/* Where the tickets stand, and one of them. The list that one came from is remembered, with its filter. */
import { TICKETS_PATH } from '../../ui/addresses';
import { goBack } from '../../ui/place';

export function ticketAddress(id: string): string {
	return `${TICKETS_PATH}/${id}`;
}

/* What the list showed last: the address, and the tickets in their order. */
interface Trail {
	address: string;
	ids: readonly string[];
}

let trail: Trail = { address: TICKETS_PATH, ids: [] };

export function leaveTrail(left: Trail): void {
	trail = left;
}

/* The ticket so many places further in the list that one came from. */
export function nextOnTrail(id: string, step: 1 | -1): string | undefined {
	const at = trail.ids.indexOf(id);
	return at < 0 ? undefined : trail.ids[at + step];
}

export function backToList(): void {
	goBack(trail.address);
}
