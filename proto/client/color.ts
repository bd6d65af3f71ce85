// Colours by WCAG 2.1: the merchant picks one, every text on or in it stays readable (AA, 4.5:1).

export const AA_CONTRAST = 4.5;

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const MIX_STEPS = 20;
const LIVELINESS = 3;

function parse(hex: string): Rgb {
	const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1] ?? "374d42";
	const value = parseInt(digits, 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}

function format(color: Rgb): string {
	return "#" + color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
}

// Relative luminance, WCAG 2.1.
function luminance(color: Rgb): number {
	const [red, green, blue] = color.map((part) => {
		const share = part / 255;
		return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as unknown as Rgb;
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Mixes with white or black, and gives back the liveliness that mixing takes from dim colours.
function shift(color: Rgb, goal: Rgb, share: number): Rgb {
	const mixed = color.map((part, at) => part + (goal[at]! - part) * share);
	const grey = (mixed[0]! + mixed[1]! + mixed[2]!) / 3;
	const lively = (part: number) => grey + (part - grey) * (1 + share * LIVELINESS);
	return mixed.map((part) => Math.min(255, Math.max(0, lively(part)))) as unknown as Rgb;
}

function ratio(one: Rgb, other: Rgb): number {
	const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (light! + 0.05) / (dark! + 0.05);
}

export function contrast(one: string, other: string): number {
	return ratio(parse(one), parse(other));
}

/** White where that is readable on the background, else black. The loader needs no more of this file: white has a
 * luminance of 1, so that one comparison is enough. */
export function textOn(background: string): string {
	const darkEnough = 1.05 / AA_CONTRAST - 0.05;
	return luminance(parse(background)) <= darkEnough ? "#ffffff" : "#000000";
}

/** The colour itself, or the nearest mix with white or black that is readable on the surface. */
export function readableOn(color: string, surface: string): string {
	const goal = luminance(parse(surface)) > 0.5 ? BLACK : WHITE;
	for (let step = 0; step <= MIX_STEPS; step++) {
		const mixed = shift(parse(color), goal, step / MIX_STEPS);
		if (ratio(mixed, parse(surface)) >= AA_CONTRAST) return format(mixed);
	}
	return format(goal);
}
