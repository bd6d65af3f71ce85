/* The texts of signing in in German. */
import type { Texts } from './en';

export const de: Texts = {
	signIn: {
		title: 'Anmelden',
		subtitle: 'Für Ihre Kundschaft da sein',
		email: 'E-Mail',
		password: 'Passwort',
		submit: 'Anmelden',
		chooseTitle: 'Welcher Empfang?',
		chooseText: 'Ihre E-Mail-Adresse gehört zu mehreren. Wählen Sie einen aus.',
		otherAccount: 'Anderes Konto verwenden',
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
