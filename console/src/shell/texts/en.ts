/* The texts of the shell in English. */
import { plurals } from '../../ui/language';

const plural = plurals('en');

export const en = {
	header: {
		areas: 'Areas',
		status: 'Your status',
		online: 'Online',
		away: 'Away',
		statusFailed: 'Your status could not be changed',
		agentsOnline: (count: number) =>
			plural(count, { one: `${count} agent online`, other: `${count} agents online` }),
		soundOn: 'Sound is on',
		soundOff: 'Sound is off',
		soundWaits: 'The browser keeps sound back until you click or press a key here',
		scheme: {
			auto: 'Appearance: as the system',
			light: 'Appearance: light',
			dark: 'Appearance: dark',
		},
		menu: 'Account',
		notices: 'Notices',
		shortcuts: 'Keyboard shortcuts',
		notifications: (on: boolean) => `Desktop notifications are ${on ? 'on' : 'off'}`,
		notificationsBlocked: 'Notifications are blocked in the browser',
		changePassword: 'Change password',
		secondFactor: 'Two-step sign-in',
		signOut: 'Sign out',
		signOutEverywhere: 'Sign out everywhere',
		signOutFailed: 'Signing out did not work',
	},
	connection: {
		label: 'Connection',
		offline: 'No network.',
		tryingIn: (seconds: number) => `Trying again in ${seconds} s`,
		trying: 'Trying again',
		lost: 'The connection is lost.',
		now: 'Try now',
		hint: 'What you see may be old. What you write is kept, and sent as soon as the connection is back.',
	},
	password: {
		title: 'Change password',
		current: 'Current password',
		fresh: 'New password',
		hint: (least: number) => `At least ${least} characters`,
		submit: 'Change password',
		done: 'Password changed. Other browsers have been signed out.',
		wrong: 'The current password is not right.',
		invalid: 'This password is too short or too common. Choose another one.',
		failed: 'The password could not be changed.',
	},
};

export type Texts = typeof en;
