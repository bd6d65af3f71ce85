/* The texts of signing in in English. */

export const en = {
	signIn: {
		title: 'Sign in',
		titles: {
			credentials: 'Sign in',
			choose: 'Which desk?',
			code: 'One more step',
			wanted: 'One more step',
		},
		subtitles: {
			credentials: 'Answer your customers',
			choose: 'Your e-mail belongs to several. Choose one for now.',
			code: 'Show the code of your authenticator app.',
			wanted: 'Your desk wants you to sign in another way.',
			provider: 'You come from your provider.',
		},
		email: 'E-mail',
		password: 'Password',
		submit: 'Sign in',
		forgot: 'Forgot your password?',
		code: 'Code',
		codeHint: 'Six digits',
		recoveryCode: 'Recovery code',
		recoveryHint: 'One of the ten that you have kept, as XXXX-XXXX-XXXX-XXXX',
		useRecovery: 'Use a recovery code',
		useApp: 'Use the app',
		wrongCode:
			'This code does not fit, was used before, or comes too late. After five tries, or five minutes, start again with your password.',
		otherAccount: 'Use another account',
		byProvider: (name: string) => `Sign in with \u2068${name}\u2069`,
		or: 'or with your password',
		requiredHint: 'A password alone does for admins here, and for nobody else.',
		wanted: (name: string) =>
			`Your password is right, but your desk wants you to come by \u2068${name}\u2069.`,
		otherWay: 'Sign in another way',
		providerAway: 'The provider does not answer as it should. Try again, or tell an admin.',
		providerRefused: 'The provider did not sign you in.',
		providerStale:
			'This sign-in took too long, or was begun in another tab or browser. Begin again.',
		providerStranger: 'This account of the provider is nobody’s who works here.',
		forgottenProvider:
			'The provider has signed you in, but the sign-in cookie was not kept: some browsers (Safari is one) ' +
			'keep it only over HTTPS, even on localhost. Use HTTPS, or another browser, and allow this ' +
			'page to keep cookies.',
		wrong: 'This e-mail and password do not match.',
		elsewhere: 'Another browser in which you have signed in before may not have to wait.',
		away: 'The server does not answer. Check your connection and try again.',
		failed: 'That did not work. Try again in a moment.',
		expired: 'Your sign-in has ended. Sign in again to go on; your drafts are still here.',
		forgottenTitle: 'This browser did not keep the sign-in',
		forgotten:
			'Your password is right, but the sign-in cookie was not kept: some browsers (Safari is one) ' +
			'keep it only over HTTPS, even on localhost. Use HTTPS, or another browser, and allow this ' +
			'page to keep cookies.',
		insecureTitle: 'Signing in needs HTTPS',
		insecureText:
			'This page was loaded over plain HTTP. Browsers keep the sign-in cookie only for HTTPS ' +
			'or localhost, so signing in cannot work here. Open this address with https://, or ask ' +
			'whoever runs this server to set up a certificate.',
	},
};

export type Texts = typeof en;
