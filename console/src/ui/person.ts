/* How people's names are shown, and in which colour. */
const HUES = ['teal', 'blue', 'grape', 'orange', 'cyan', 'pink', 'indigo', 'lime'] as const;

/* Marks of direction are for texts; in a name they would turn round what stands beside it, since one
 * that ends an isolate ends a <bdi>, too. */
export function withoutDirection(text: string): string {
	return text.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '');
}

/* A name within a text that is no markup, with a direction of its own. */
export function isolated(name: string): string {
	return `\u2068${name}\u2069`;
}

export function initials(name: string): string {
	const words = name.trim().split(/\s+/u).filter(Boolean);
	const first = [...(words[0] ?? '')][0] ?? '?';
	const last = words.length > 1 ? ([...words.at(-1)!][0] ?? '') : '';
	return (first + last).toLocaleUpperCase();
}

/* The same person always gets the same colour. */
export function hueOf(id: string): string {
	let sum = 0;
	for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
	return HUES[sum % HUES.length]!;
}
