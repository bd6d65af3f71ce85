/* In which colour people are shown. */
const HUES = ['teal', 'blue', 'grape', 'orange', 'cyan', 'pink', 'indigo', 'lime'] as const;

/* The same person always gets the same colour. */
export function hueOf(id: string): string {
	let sum = 0;
	for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
	return HUES[sum % HUES.length]!;
}
