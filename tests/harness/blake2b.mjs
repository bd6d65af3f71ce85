// BLAKE2b (RFC 7693) with salt and personalisation, which Node's OpenSSL does not offer; for up to 128
// bytes.
const IV = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
	0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n];
const SIGMA = ['0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8', '905724afe1bc683d',
	'2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a', '6fe9b308c2d714a5', 'a2847615fb9e3cd0'];
const LANES = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

const word = value => BigInt.asUintN(64, value);
const turn = (value, bits) => word((value >> bits) | (value << (64n - bits)));
const words = bytes => Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readBigUInt64LE(8 * i));

function mix(v, [a, b, c, d], x, y) {
	v[a] = word(v[a] + v[b] + x); v[d] = turn(v[d] ^ v[a], 32n);
	v[c] = word(v[c] + v[d]); v[b] = turn(v[b] ^ v[c], 24n);
	v[a] = word(v[a] + v[b] + y); v[d] = turn(v[d] ^ v[a], 16n);
	v[c] = word(v[c] + v[d]); v[b] = turn(v[b] ^ v[c], 63n);
}

/** The digest in hex; salt and personal have 16 bytes each. */
export function blake2b(text, { size, salt, personal }) {
	const input = Buffer.from(text), block = Buffer.concat([input, Buffer.alloc(128 - input.length)]);
	const parameters = Buffer.concat([Buffer.from([size, 0, 1, 1]), Buffer.alloc(28), salt, Buffer.from(personal)]);
	const h = words(parameters).map((parameter, i) => parameter ^ IV[i]);
	const v = [...h, ...IV], m = words(block);
	v[12] ^= BigInt(input.length);
	v[14] = word(~v[14]); // the last block
	for (let round = 0; round < 12; round++)
		LANES.forEach((lanes, i) => mix(v, lanes, ...[0, 1].map(j => m[parseInt(SIGMA[round % 10][2 * i + j], 16)])));
	const digest = Buffer.alloc(64);
	h.forEach((value, i) => digest.writeBigUInt64LE(word(value ^ v[i] ^ v[i + 8]), 8 * i));
	return digest.subarray(0, size).toString('hex');
}
