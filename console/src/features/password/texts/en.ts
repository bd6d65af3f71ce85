/* The texts of a forgotten password in English. */

export const en = {
	forgotten: {
		title: 'Forgot your password?',
		text: 'Give your e-mail, and you get a link to choose a new one.',
		email: 'E-mail',
		submit: 'Send me the link',
		askedTitle: 'Look into your mail',
		asked: (email: string) =>
			`If ${email} can sign in here, a link to a new password is on its way. It is good once, for 30 minutes.`,
		askedHint: 'No mail? Look among the spam, or ask an admin of your desk whether you have access.',
		noMail: 'This server sends no mail. Whoever runs it can give you a new password.',
		field: 'This is no e-mail address.',
	},
	reset: {
		title: 'Choose a new password',
		text: (email: string) => `For ${email}. You are signed out everywhere, and sign in again with it.`,
		email: 'E-mail',
		password: 'New password',
		hint: (least: number) => `At least ${least} characters.`,
		submit: 'Save the new password',
		weak: 'This password is too short or too common. Choose another one.',
		doneTitle: 'Your password is changed',
		done: 'Sign in with it. If you sign in in two steps, you still do.',
		overTitle: 'This link opens nothing any more',
		over: 'It was used, or is older than 30 minutes.',
		another: 'Ask for another link',
	},
	password: {
		signIn: 'Go to sign-in',
		away: 'The server does not answer. Check your connection and try again.',
		failed: 'That did not work. Try again in a moment.',
	},
};

export type Texts = typeof en;
