/* The texts of API keys in English. */

const scopes: Record<string, string> = {
	'chats:read': 'Read chats',
	'agents:read': 'Read colleagues',
};

const scopeHints: Record<string, string> = {
	'chats:read': 'Chats, their messages and notes, and what is known of their visitors',
	'agents:read': 'Names, addresses and roles of who works here',
};

export const en = {
	keys: {
		title: 'API keys',
		text: 'With a key your own server reads from this desk. It opens what you choose for it, and no key opens these settings.',
		create: 'New key',
		empty: 'There are no keys yet',
		emptyText: 'Make one for each server that is to read from this desk.',
		list: 'Keys',
		name: 'Name',
		nameHint: 'For you to know it by, as “CRM”',
		scopesLabel: 'What it opens',
		scopes,
		scopeHints,
		expires: 'Expires',
		expiry: {
			'30': 'After 30 days',
			'90': 'After 90 days',
			'365': 'After a year',
			never: 'Never',
		},
		makeTitle: 'New API key',
		make: 'Make the key',
		shownTitle: 'This is the key',
		shownText:
			'Copy it now: it is shown this once only. Your server sends it with each request, as',
		secret: 'Key',
		copy: 'Copy the key',
		copied: 'Copied',
		copyFailed: 'The browser did not allow copying. Select the text and copy it yourself.',
		done: 'I have copied it',
		madeBy: (name: string, time: string) => `Made by \u2068${name}\u2069, ${time}`,
		somebody: 'somebody',
		usedAt: (time: string) => `Used last: ${time}`,
		unused: 'Not used yet',
		expiresAt: (time: string) => `Expires ${time}`,
		expired: 'Expired',
		revoked: 'Revoked',
		revoke: 'Revoke',
		revokeNamed: (name: string) => `Revoke ${name}`,
		revokeTitle: 'Revoke this key?',
		revokeText: (name: string) =>
			`Whoever uses \u2068${name}\u2069 is refused from now on. This cannot be taken back.`,
		isRevoked: 'The key is revoked.',
		noScope: 'Choose what the key opens.',
		tooMany: 'There are 100 keys already. Revoke one first.',
		denied: 'Only admins may see and change the keys.',
		failed: 'That did not work. Try again in a moment.',
	},
};

export type Texts = typeof en;
