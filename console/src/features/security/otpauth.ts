/* What a QR code tells an authenticator app: the secret, and under which name to show its codes. */

/* As the apps have agreed on it (Google Authenticator's Key URI Format). */
export function otpauthAddress(secret: string, email: string, host: string): string {
	const issuer = `Frontdesk ${host}`;
	const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
	const parameters = [
		`secret=${secret}`,
		`issuer=${encodeURIComponent(issuer)}`,
		'algorithm=SHA1',
		'digits=6',
		'period=30',
	];
	return `otpauth://totp/${label}?${parameters.join('&')}`;
}

/* For people who read it off: in groups of four. */
export function grouped(secret: string): string {
	return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}
