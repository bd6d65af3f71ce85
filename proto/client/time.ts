// Times of the wire: RFC 3339 with microseconds, of which Date keeps only the milliseconds.

/** Microseconds since 1970. */
export function toMicros(time: string): number {
	const ms = Date.parse(time);
	if (!Number.isFinite(ms)) return 0;
	const fraction = /\.(\d+)/.exec(time)?.[1] ?? "";
	return ms * 1000 + Number(fraction.slice(3, 6).padEnd(3, "0"));
}
