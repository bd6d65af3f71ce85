/* Whether what is written on a colour can be read (WCAG 2.1, 1.4.3), and the nearest colour on which it can. */
import { AA_CONTRAST, contrast, readableOn, textOn } from '../../../../proto/client/color';

const WHITE = '#ffffff';
const COLOR = /^#[0-9a-f]{6}$/i;

export interface Reading {
	/** What the chat writes on it: white, where that can be read. */
	letters: 'white' | 'black';
	/** The contrast of white letters, never rounded up: of 4.49 nobody reads 4.5. */
	white: number;
	/** The nearest colour on which white can be read, where this one is too light. */
	mended?: string;
}

/* A shade darker, by the least that can be written. */
function darker(color: string): string {
	const parts = [1, 3, 5].map((at) => Math.max(0, parseInt(color.slice(at, at + 2), 16) - 1));
	return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/* The nearest as it is written: rounded to whole steps it may have lost the last of what it needs. */
function mend(color: string): string {
	let mended = readableOn(color, WHITE);
	while (contrast(WHITE, mended) < AA_CONTRAST) mended = darker(mended);
	return mended;
}

/* undefined while it is no colour yet. */
export function readingOf(color: string): Reading | undefined {
	if (!COLOR.test(color)) return undefined;
	const exact = contrast(WHITE, color);
	const letters = textOn(color) === WHITE ? 'white' : 'black';
	const white = Math.floor(exact * 10) / 10;
	return exact >= AA_CONTRAST ? { letters, white } : { letters, white, mended: mend(color) };
}
