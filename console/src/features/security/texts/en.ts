/* The texts of how people sign in in English. */
import { plurals } from '../../../ui/language';

const plural = plurals('en');

export const en = {
	secondFactor: {
		title: 'Two-step sign-in',
		lead: 'After your password you show a code from an app on your phone. Whoever learns your password cannot sign in with it alone.',
		enrolLead: (tenant: string) =>
			`\u2068${tenant}\u2069 asks for a second step when you sign in. Set it up to go on.`,
		isRequired: 'Your desk asks for it. Set it up now.',
		isOffText: 'It is off: your password alone signs you in.',
		setUp: 'Set it up',
		passwordText: 'First show that it is you.',
		password: 'Current password',
		goOn: 'Go on',
		scanText:
			'Scan this with an authenticator app (Google Authenticator, 1Password, Aegis and others), and type the code that it shows.',
		qrLabel: 'QR code for an authenticator app',
		typeText: 'Cannot scan it? Type this key into the app:',
		secretLabel: 'Key',
		copySecret: 'Copy the key',
		code: 'Code',
		codeHint: 'Six digits. The app shows new ones every 30 seconds.',
		anyCode: 'Code, or a recovery code',
		turnOn: 'Turn on',
		recoveryTitle: 'Recovery codes',
		recoveryText:
			'If you lose your phone, each of these codes signs you in once in place of the app. Keep them where you find them then, and nobody else does.',
		recoveryOnce: 'They are shown this once only.',
		copy: 'Copy',
		download: 'Download',
		copied: 'Copied',
		copyFailed: 'The browser did not allow copying. Select the text and copy it yourself.',
		kept: 'I have kept them',
		isOnSince: (time: string) => `It is on since ${time}.`,
		codesLeft: (count: number) =>
			plural(count, {
				one: 'One recovery code is left.',
				other: `${count} recovery codes are left.`,
			}),
		codesFew: 'Make new ones before you need them.',
		newCodes: 'New recovery codes',
		newCodesText: 'The new codes take the place of all others. Show a code of your app first.',
		turnOff: 'Turn off',
		offTitle: 'Turn two-step sign-in off',
		offText: 'Your password alone will sign you in. The recovery codes are deleted.',
		offRequiredText:
			'Your desk asks for two steps: you will have to set it up anew, with another phone if you like, before you can go on.',
		isOff: 'Two-step sign-in is off.',
		wrongPassword: 'The password is not right.',
		wrongCode: 'This code is not right, or was used before. Wait for the next one.',
		wrongBoth: 'The password or the code is not right, or the code was used before.',
		changed: 'This has changed in the meantime. Load the page again.',
		failed: 'That did not work. Try again in a moment.',
		unread: 'It could not be read how you sign in.',
		signOut: 'Sign out',
	},
	provider: {
		title: 'Sign-in by a provider',
		lead: 'The people of this desk sign in with the accounts that your company has: Google, Microsoft Entra ID, Okta, Keycloak or any other provider of OpenID Connect. Who works here is still decided here: whoever comes must have been invited.',
		redirectUri: 'Redirect URI',
		redirectHint: 'Register this at the provider, as that of a web application.',
		label: 'Name',
		labelHint: 'What the button calls it: “Sign in with …”',
		issuer: 'Issuer',
		issuerHint: 'Its address, as the provider has it in its own settings.',
		clientId: 'Client ID',
		clientHint: 'What the provider calls this desk.',
		clientSecret: 'Client secret',
		secretHint: 'It is sealed, and never shown again.',
		secretKept: 'There is one. Leave this empty to keep it.',
		isRequired: 'Everybody but admins must sign in this way',
		requiredHint:
			'Their passwords alone do here no more. Admins keep theirs, in case the provider fails. Who is signed in stays so.',
		takesUnsaidEmails: 'Believe addresses that it does not call verified',
		unsaidHint:
			'For providers that say nothing of it, as Microsoft Entra ID does, and whose addresses your company gives out itself. What a provider calls unverified is never believed.',
		domains: 'Domains of e-mail addresses',
		domainsHint:
			'With commas, as shop.example. Accounts with others come in no more for the first time. Empty: any will do.',
		tryIt: 'Try it',
		isUsable: 'It answers as it should.',
		isUseless: 'That will not do.',
		answerOf: 'This is what it says at',
		answer: 'Its answer, word for word',
		refused: 'The server does not take this',
		remove: 'Remove',
		removeTitle: 'Remove this provider?',
		removeText:
			'Nobody signs in by it any more, and whom it knows is forgotten. Who has signed in by it stays signed in.',
		link: 'Sign-in page of this desk',
		linkHint: 'Its button is on this page; a browser that has used it shows it on the usual one, too.',
		links: 'Whom it knows',
		noLinks: 'Nobody has signed in by it yet.',
		linksHint:
			'Whoever is unlinked comes by their address once more, with another account if need be.',
		lastUsed: (time: string) => `Last signed in ${time}`,
		unlink: 'Unlink',
		unlinkOf: (name: string) => `Unlink \u2068${name}\u2069`,
	},
	security: {
		title: 'Security',
		lead: 'How the people of this desk sign in.',
		roles: 'Who must sign in in two steps',
		rolesHint:
			'Without it they can set it up when they sign in next, and do nothing else before. Consoles of theirs that are open close.',
		role: { admin: 'Admins', supervisor: 'Supervisors', agent: 'Agents' },
		concernsYou: 'This concerns you: you will be asked to set it up at once.',
		save: 'Save',
		saved: 'Saved.',
		denied: 'Only admins may change this.',
		unread: 'These settings could not be loaded.',
	},
};

export type Texts = typeof en;
