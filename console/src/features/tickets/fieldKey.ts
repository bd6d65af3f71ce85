/* The key that a field gets of its name: "Order no." → "order_no". One that has no such letters is left to be said. */
const LENGTH_MOST = 40;

export function keyFor(label: string): string {
	const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
	const words = plain.replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+/, '');
	return words.slice(0, LENGTH_MOST).replace(/_+$/, '');
}
