/* The texts of signing in in German. */
import type { Texts } from './en';

export const de: Texts = {
	signIn: {
		title: 'Anmelden',
		titles: {
			credentials: 'Anmelden',
			choose: 'Welcher Empfang?',
			code: 'Noch ein Schritt',
			wanted: 'Noch ein Schritt',
		},
		subtitles: {
			credentials: 'Für Ihre Kundschaft da sein',
			choose: 'Ihre E-Mail-Adresse gehört zu mehreren. Wählen Sie einen aus.',
			code: 'Zeigen Sie den Code Ihrer Authenticator-App.',
			wanted: 'Ihr Empfang möchte, dass Sie sich anders anmelden.',
			provider: 'Sie kommen von Ihrem Anbieter.',
		},
		email: 'E-Mail',
		password: 'Passwort',
		submit: 'Anmelden',
		forgot: 'Passwort vergessen?',
		code: 'Code',
		codeHint: 'Sechs Ziffern',
		recoveryCode: 'Wiederherstellungscode',
		recoveryHint: 'Einer der zehn, die Sie aufbewahrt haben, wie XXXX-XXXX-XXXX-XXXX',
		useRecovery: 'Wiederherstellungscode verwenden',
		useApp: 'App verwenden',
		wrongCode:
			'Dieser Code passt nicht, wurde schon benutzt oder kommt zu spät. Nach fünf Versuchen oder fünf Minuten fangen Sie wieder mit dem Passwort an.',
		otherAccount: 'Anderes Konto verwenden',
		byProvider: (name: string) => `Mit \u2068${name}\u2069 anmelden`,
		or: 'oder mit Ihrem Passwort',
		requiredHint: 'Ein Passwort allein genügt hier nur Admins.',
		wanted: (name: string) =>
			`Ihr Passwort stimmt, aber Ihr Empfang möchte, dass Sie über \u2068${name}\u2069 kommen.`,
		otherWay: 'Anders anmelden',
		providerAway:
			'Der Anbieter antwortet nicht, wie er sollte. Versuchen Sie es noch einmal, oder sagen Sie es Ihren Admins.',
		providerRefused: 'Der Anbieter hat Sie nicht angemeldet.',
		providerStale:
			'Diese Anmeldung hat zu lange gedauert oder wurde in einem anderen Tab oder Browser begonnen. Beginnen Sie noch einmal.',
		providerStranger: 'Dieses Konto des Anbieters gehört niemandem, der hier arbeitet.',
		forgottenProvider:
			'Der Anbieter hat Sie angemeldet, aber das Anmelde-Cookie wurde nicht gespeichert: Manche Browser (etwa ' +
			'Safari) behalten es nur bei HTTPS, auch auf localhost. Nehmen Sie HTTPS oder einen anderen ' +
			'Browser, und erlauben Sie dieser Seite Cookies.',
		wrong: 'E-Mail-Adresse und Passwort passen nicht zusammen.',
		elsewhere:
			'Ein anderer Browser, in dem Sie sich schon einmal angemeldet haben, muss vielleicht nicht warten.',
		away: 'Der Server antwortet nicht. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		expired:
			'Ihre Anmeldung ist abgelaufen. Melden Sie sich wieder an; Ihre Entwürfe sind noch da.',
		forgottenTitle: 'Dieser Browser hat die Anmeldung nicht behalten',
		forgotten:
			'Ihr Passwort stimmt, aber das Anmelde-Cookie wurde nicht gespeichert: Manche Browser (etwa ' +
			'Safari) behalten es nur bei HTTPS, auch auf localhost. Nehmen Sie HTTPS oder einen anderen ' +
			'Browser, und erlauben Sie dieser Seite Cookies.',
		insecureTitle: 'Die Anmeldung braucht HTTPS',
		insecureText:
			'Diese Seite wurde über einfaches HTTP geladen. Browser behalten das Anmelde-Cookie nur bei ' +
			'HTTPS oder localhost, deshalb kann die Anmeldung hier nicht gelingen. Öffnen Sie die Adresse ' +
			'mit https:// oder bitten Sie den Betreiber des Servers um ein Zertifikat.',
	},
};
