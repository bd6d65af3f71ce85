// How long a text may be. The server counts bytes of UTF-8, people count what they see: what they are
// told is in characters as they see them.

/** The contract's most for a message. */
export const TEXT_MOST_BYTES = 16_000;
/** Of what a visitor says of themselves. */
export const NAME_MOST_BYTES = 255;
export const EMAIL_MOST_BYTES = 254;
/** Of what an agent says to a colleague at handing a chat over. */
export const NOTE_MOST_BYTES = 4_000;
const NEAR = 7 / 8;
const MOST_SEGMENTED = 40_000; // far beyond, code points will do

/** Of UTF-8. */
export function bytesOf(text: string): number {
	let bytes = 0;
	for (const char of text) {
		const code = char.codePointAt(0)!;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return bytes;
}

interface Segmenter {
	segment(text: string): Iterable<{ segment: string }>;
}
type Segmenting = { Segmenter?: new (tag: undefined, how: { granularity: "grapheme" }) => Segmenter };
const { Segmenter } = Intl as unknown as Segmenting; // not in every browser yet

/** What people see as one each, though it may be several code points. */
export function charactersOf(text: string): string[] {
	if (!Segmenter || text.length > MOST_SEGMENTED) return Array.from(text);
	const segments = new Segmenter(undefined, { granularity: "grapheme" }).segment(text);
	return Array.from(segments, ({ segment }) => segment);
}

/** What is sent of what was written; undefined when that is nothing, or too much. */
export function textToSend(written: string): string | undefined {
	const text = written.trim();
	return text && bytesOf(text) <= TEXT_MOST_BYTES ? text : undefined;
}

function countOver(characters: readonly string[], most: number): number {
	let bytes = 0;
	return characters.filter((char) => (bytes += bytesOf(char)) > most).length;
}

/** How many characters, of the kind that was written so far, still fit; negative: how many are too
 * many. Undefined while there is plenty of room. */
export function charactersLeft(written: string, most = TEXT_MOST_BYTES): number | undefined {
	const text = written.trim();
	if (text.length * 3 <= most * NEAR) return undefined;
	const bytes = bytesOf(text);
	if (bytes <= most * NEAR) return undefined;
	const characters = charactersOf(text);
	if (bytes > most) return -countOver(characters, most);
	return Math.floor(((most - bytes) * characters.length) / bytes);
}
