// Messages' ids as clients make them: UUIDs of version 7 (RFC 9562, 5.7), each greater than the one before.
import { randomBytes } from 'node:crypto';

let newest = 0; // its millisecond times 1,024, and which of that millisecond's it is

export function messageId() {
	newest = Math.max(Date.now() * 1024, newest + 1);
	const time = Math.floor(newest / 1024).toString(16).padStart(12, '0');
	const rest = randomBytes(8);
	rest[0] = (rest[0] & 0x3f) | 0x80;
	const digits = time + (0x7000 + newest % 1024).toString(16) + rest.toString('hex');
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
