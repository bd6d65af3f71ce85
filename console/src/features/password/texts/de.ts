/* The texts of a forgotten password in German. */
import type { Texts } from './en';

export const de: Texts = {
	forgotten: {
		title: 'Passwort vergessen?',
		text: 'Geben Sie Ihre E-Mail an, und Sie bekommen einen Link, um ein neues zu wählen.',
		email: 'E-Mail',
		submit: 'Link schicken',
		askedTitle: 'Sehen Sie in Ihre Mails',
		asked: (email: string) =>
			`Wenn sich ${email} hier anmelden kann, ist ein Link zu einem neuen Passwort unterwegs. Er gilt einmal, 30 Minuten lang.`,
		askedHint:
			'Keine Mail? Sehen Sie im Spam nach, oder fragen Sie jemanden mit der Rolle Admin, ob Sie Zugang haben.',
		noMail: 'Dieser Server verschickt keine Mails. Wer ihn betreibt, kann Ihnen ein neues Passwort geben.',
		field: 'Das ist keine E-Mail-Adresse.',
	},
	reset: {
		title: 'Neues Passwort wählen',
		text: (email: string) =>
			`Für ${email}. Sie werden überall abgemeldet und melden sich damit neu an.`,
		email: 'E-Mail',
		password: 'Neues Passwort',
		hint: (least: number) => `Mindestens ${least} Zeichen.`,
		submit: 'Neues Passwort speichern',
		weak: 'Dieses Passwort ist zu kurz oder zu verbreitet. Wählen Sie ein anderes.',
		doneTitle: 'Ihr Passwort ist geändert',
		done: 'Melden Sie sich damit an. Einen zweiten Schritt gibt es weiterhin, wenn Sie einen haben.',
		overTitle: 'Dieser Link öffnet nichts mehr',
		over: 'Er wurde benutzt oder ist älter als 30 Minuten.',
		another: 'Anderen Link anfordern',
	},
	password: {
		signIn: 'Zur Anmeldung',
		away: 'Der Server antwortet nicht. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
	},
};
