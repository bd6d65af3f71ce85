/* What an authenticator app is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, otpauthAddress } from '../src/features/security/otpauth';

test('the address for an app names whose codes they are, with everything strange encoded', () => {
	assert.equal(
		otpauthAddress('JBSWY3DPEHPK3PXP', '"a:b"+c@shop.example', 'desk.example'),
		'otpauth://totp/Frontdesk%20desk.example:%22a%3Ab%22%2Bc%40shop.example?secret=JBSWY3DPEHPK3PXP' +
			'&issuer=Frontdesk%20desk.example&algorithm=SHA1&digits=6&period=30',
	);
});

test('a secret is shown in groups of four', () => {
	assert.equal(grouped('ABCDEFGHIJ'), 'ABCD EFGH IJ');
	assert.equal(grouped(''), '');
});
