/* The texts of what all rooms share in German. */
import { plurals } from '../language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	app: {
		name: 'Frontdesk',
		skip: 'Zum Inhalt springen',
		loading: 'Wird geladen',
		retry: 'Noch einmal versuchen',
		cancel: 'Abbrechen',
		close: 'Schließen',
		back: 'Zurück',
		newTab: 'öffnet in neuem Tab',
		awayTitle: 'Der Server antwortet nicht',
		awayText:
			'Das Netz oder der Server könnte ausgefallen sein. Nichts geht verloren; die Seite versucht es weiter.',
		brokenTitle: 'Auf dieser Seite ist etwas kaputtgegangen',
		brokenText:
			'Was Sie gesendet haben, ist sicher. Laden Sie die Seite neu, um weiterzumachen.',
		reload: 'Neu laden',
		notFoundTitle: 'Diese Seite gibt es nicht',
		notFoundLink: 'Zu den Chats',
	},
	pages: {
		chats: 'Chats',
		tickets: 'Tickets',
		csat: 'Zufriedenheit',
		accountSecurity: 'Anmeldung in zwei Schritten',
		settings: 'Einstellungen',
		setup: 'Einrichten',
		origins: 'Erlaubte Seiten',
		general: 'Allgemein',
		widget: 'Chatfenster',
		hours: 'Öffnungszeiten',
		agents: 'Kolleginnen und Kollegen',
		security: 'Sicherheit',
		surveys: 'Umfragen',
		apiKeys: 'API-Schlüssel',
		audit: 'Protokoll',
		jobs: 'Aufgaben',
		mail: 'E-Mail',
		sms: 'SMS',
		webhooks: 'Webhooks',
	},
	save: { save: 'Speichern', reset: 'Änderungen verwerfen' },
	copy: { copy: 'Kopieren', copied: 'Kopiert' },
	overtaken: {
		title: 'Jemand anders hat diese Einstellungen inzwischen geändert',
		text: 'Von Ihren ist noch nichts gespeichert. So ist es jetzt:',
		nothing: 'nichts',
		on: 'an',
		off: 'aus',
		yours: 'Ihre:',
		takeTheirs: 'So übernehmen',
		keepMine: 'Meine speichern',
	},
	throttled: (clock: string) => `Zu viele Versuche. Wieder möglich in ${clock}.`,
	list: {
		more: 'Mehr anzeigen',
		failed: 'Die Liste konnte nicht geladen werden.',
		old: 'Die Liste konnte nicht erneut geladen werden und ist vielleicht nicht mehr aktuell.',
	},
	time: {
		today: 'Heute',
		yesterday: 'Gestern',
		now: 'jetzt',
	},
	agentStatus: { online: 'online', away: 'abwesend', offline: 'offline' },
	units: {
		days: (count: number) => plural(count, { one: `${count} Tag`, other: `${count} Tage` }),
		seconds: (count: number) => `${count} s`,
		minutes: (count: number) => `${count} min`,
		hours: (hours: number, minutes: number) =>
			minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`,
	},
};
