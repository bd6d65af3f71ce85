// What the merchant's page did that will not do: said once on its console, in a sentence.
const said = new Set<string>();

export function say(sentence: string): void {
	if (said.has(sentence)) return;
	said.add(sentence);
	console.warn(`Frontdesk: ${sentence}`);
}
