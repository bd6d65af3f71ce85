// Times of the wire: RFC 3339 with microseconds, of which Date keeps only the milliseconds. And time
// that passes.

/** Microseconds since 1970. */
export function toMicros(time: string): number {
	const ms = Date.parse(time);
	if (!Number.isFinite(ms)) return 0;
	const fraction = /\.(\d+)/.exec(time)?.[1] ?? "";
	return ms * 1000 + Number(fraction.slice(3, 6).padEnd(3, "0"));
}

/** Milliseconds of a clock that nobody sets: for how long something lasts. It may stand still while the
 * machine sleeps. */
export function ticks(): number {
	return performance.now();
}
