/* The texts of what all rooms share in English. */
import { plurals } from '../language';

const plural = plurals('en');

export const en = {
	app: {
		name: 'Frontdesk',
		skip: 'Skip to the content',
		loading: 'Loading',
		retry: 'Try again',
		cancel: 'Cancel',
		close: 'Close',
		back: 'Back',
		newTab: 'opens in a new tab',
		awayTitle: 'The server does not answer',
		awayText:
			'Your network or the server may be down. Nothing is lost; this page keeps trying.',
		brokenTitle: 'Something on this page broke',
		brokenText: 'What you have sent is safe. Load the page again to go on.',
		reload: 'Load again',
		notFoundTitle: 'There is no such page',
		notFoundLink: 'Go to the chats',
	},
	pages: {
		chats: 'Chats',
		tickets: 'Tickets',
		csat: 'Satisfaction',
		accountSecurity: 'Two-step sign-in',
		settings: 'Settings',
		setup: 'Set up',
		origins: 'Allowed pages',
		general: 'General',
		widget: 'Chat window',
		hours: 'Opening hours',
		agents: 'Colleagues',
		security: 'Security',
		surveys: 'Surveys',
		apiKeys: 'API keys',
		audit: 'Audit log',
		jobs: 'Jobs',
		mail: 'Mail',
		sms: 'SMS',
		webhooks: 'Webhooks',
	},
	save: { save: 'Save', reset: 'Discard changes' },
	copy: { copy: 'Copy', copied: 'Copied' },
	overtaken: {
		title: 'Somebody else has changed these settings meanwhile',
		text: 'Nothing of yours is saved yet. It is so now:',
		nothing: 'nothing',
		on: 'on',
		off: 'off',
		yours: 'Yours:',
		takeTheirs: 'Take theirs',
		keepMine: 'Save mine',
	},
	throttled: (clock: string) => `Too many attempts. Try again in ${clock}.`,
	list: {
		more: 'Show more',
		failed: 'This list could not be loaded.',
		old: 'This list could not be read again, and may be out of date.',
	},
	time: {
		today: 'Today',
		yesterday: 'Yesterday',
		now: 'now',
	},
	agentStatus: { online: 'online', away: 'away', offline: 'offline' },
	units: {
		days: (count: number) => plural(count, { one: `${count} day`, other: `${count} days` }),
		seconds: (count: number) => `${count} s`,
		minutes: (count: number) => `${count} min`,
		hours: (hours: number, minutes: number) =>
			minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`,
	},
};

export type Texts = typeof en;
