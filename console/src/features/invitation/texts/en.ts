/* The texts of following an invitation in English. */

export const en = {
	invitation: {
		title: 'You are invited',
		text: (tenant: string) => `${tenant} invites you to answer their customers.`,
		as: (name: string) => `You will be called ${name}.`,
		email: 'E-mail',
		choose: 'Choose a password',
		chooseHint: (least: number) =>
			`At least ${least} characters. With it and your e-mail you sign in.`,
		existing: 'Your password',
		existingHint: 'You work at another desk already: give the password that you have there.',
		submit: 'Join and sign in',
		wrong: 'This is not the password of this e-mail.',
		weak: 'This password is too short or too common. Choose another one.',
		failed: 'That did not work. Try again in a moment.',
		away: 'The server does not answer. Check your connection and try again.',
		overTitle: 'This link opens nothing any more',
		overText:
			'It was used, taken back, or is too old. Ask whoever has sent it for another one. If you have followed it before, sign in.',
		signIn: 'Go to sign-in',
	},
};

export type Texts = typeof en;
