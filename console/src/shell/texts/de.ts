/* The texts of the shell in German. */
import { plurals } from '../../ui/language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	header: {
		areas: 'Bereiche',
		status: 'Ihr Status',
		online: 'Online',
		away: 'Abwesend',
		statusFailed: 'Ihr Status konnte nicht geändert werden',
		agentsOnline: (count: number) =>
			plural(count, { one: `${count} Person online`, other: `${count} Personen online` }),
		soundOn: 'Ton ist an',
		soundOff: 'Ton ist aus',
		soundWaits: 'Der Browser hält den Ton zurück, bis Sie hier klicken oder eine Taste drücken',
		scheme: {
			auto: 'Darstellung: wie das System',
			light: 'Darstellung: hell',
			dark: 'Darstellung: dunkel',
		},
		menu: 'Konto',
		notices: 'Hinweise',
		shortcuts: 'Tastenkürzel',
		notifications: (on: boolean) => `Desktop-Benachrichtigungen sind ${on ? 'an' : 'aus'}`,
		notificationsBlocked: 'Benachrichtigungen sind im Browser gesperrt',
		changePassword: 'Passwort ändern',
		secondFactor: 'Anmeldung in zwei Schritten',
		signOut: 'Abmelden',
		signOutEverywhere: 'Überall abmelden',
		signOutFailed: 'Das Abmelden hat nicht geklappt',
	},
	connection: {
		label: 'Verbindung',
		offline: 'Kein Netz.',
		tryingIn: (seconds: number) => `Neuer Versuch in ${seconds} s`,
		trying: 'Neuer Versuch',
		lost: 'Die Verbindung ist unterbrochen.',
		now: 'Jetzt versuchen',
		hint: 'Was Sie sehen, ist vielleicht veraltet. Was Sie schreiben, bleibt erhalten und wird gesendet, sobald die Verbindung steht.',
	},
	password: {
		title: 'Passwort ändern',
		current: 'Bisheriges Passwort',
		fresh: 'Neues Passwort',
		hint: (least: number) => `Mindestens ${least} Zeichen`,
		submit: 'Passwort ändern',
		done: 'Passwort geändert. Andere Browser wurden abgemeldet.',
		wrong: 'Das bisherige Passwort stimmt nicht.',
		invalid: 'Dieses Passwort ist zu kurz oder zu verbreitet. Wählen Sie ein anderes.',
		failed: 'Das Passwort konnte nicht geändert werden.',
	},
};
