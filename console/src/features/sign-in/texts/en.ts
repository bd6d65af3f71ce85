/* The texts of signing in in English. */

export const en = {
	signIn: {
		title: 'Sign in',
		subtitle: 'Answer your customers',
		email: 'E-mail',
		password: 'Password',
		submit: 'Sign in',
		chooseTitle: 'Which desk?',
		chooseText: 'Your e-mail belongs to several. Choose one for now.',
		otherAccount: 'Use another account',
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
