// An authenticator app: codes of the time (RFC 6238) of a secret in base32.
import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of letters of base32 without padding, of whole bytes. */
export function bytesOf(letters) {
	const bits = [...letters].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
	return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
}

/** The code of so many steps from now. */
export function codeOf(secret, steps = 0) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
	const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
	const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, '0');
}

/** Six digits that are no code about now. */
export function noCodeOf(secret) {
	const codes = [-2, -1, 0, 1, 2].map(steps => codeOf(secret, steps));
	return ['000000', '111111', '222222', '333333', '444444', '555555'].find(code => !codes.includes(code));
}
