/* How many segments a text takes (3GPP TS 23.038), as the server counts them. */
const BASIC =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '\f^{}\\[~]|€';

export interface Measure {
	units: number;
	/** How many fit into as many segments. */
	room: number;
	segments: number;
}

function unitsOf(character: string, isGsm: boolean): number {
	if (isGsm) return EXTENDED.includes(character) ? 2 : 1;
	return character.length;
}

export function measure(text: string): Measure {
	const characters = [...text];
	const isGsm = characters.every((each) => BASIC.includes(each) || EXTENDED.includes(each));
	const [one, each] = isGsm ? [160, 153] : [70, 67];
	let segments = 1;
	let used = 0;
	let units = 0;
	for (const character of characters) {
		const size = unitsOf(character, isGsm);
		if (used + size > each) {
			segments++;
			used = 0;
		}
		used += size;
		units += size;
	}
	return units <= one ? { units, room: one, segments: 1 } : { units, room: segments * each, segments };
}
