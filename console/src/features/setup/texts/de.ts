/* The texts of setting a desk up in German. */
import { plurals } from '../../../ui/language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	setup: {
		title: 'Einrichten',
		text: 'Was Ihr Empfang braucht, bevor Besucher und Kollegen kommen',
		unread: 'Wie weit Ihr Empfang eingerichtet ist, konnte nicht gelesen werden.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		progress: (done, all) => `${done} von ${all} erledigt`,
		reminder: (done, all) => `Ihr Empfang wird eingerichtet: ${done} von ${all} erledigt.`,
		goOn: 'Weiter',
		dismiss: 'Nicht mehr erinnern',
		remind: 'Wieder erinnern',
		complete: 'Ihr Empfang ist eingerichtet',
		completeText: 'Besucher erreichen Sie. All das lässt sich jederzeit ändern.',
		done: 'erledigt',
		optional: 'wenn Sie mögen',
		look: 'Ansehen',
		steps: {
			widget: {
				title: 'Den Chat auf Ihren Seiten zeigen',
				text: 'Erlauben Sie die Adresse Ihrer Seiten, und setzen Sie die Zeile unter „Allgemein“ hinein. Erledigt ist es, wenn eine Seite den Chat gezeigt hat.',
				act: 'Seiten erlauben',
			},
			colleague: {
				title: 'Jemanden ins Team einladen',
				text: 'Wer eingeladen ist, bekommt einen Link und wählt damit ein Passwort.',
				act: 'Einladen',
			},
			mail: {
				title: 'Eine Testmail senden',
				text: 'Um zu sehen, was der Mailserver sagt, Wort für Wort, bevor eine Einladung davon abhängt.',
				act: 'Test senden',
			},
			webhook: {
				title: 'Einem Ihrer Server Bescheid geben',
				text: 'Ein Webhook sagt ihm von Chats und Nachrichten, sobald es sie gibt.',
				act: 'Webhook anlegen',
			},
		},
		told: {
			widget: (origin, at) => `Gesehen auf ${origin} am ${at}`,
			colleague: (colleagues, invited) =>
				[
					colleagues > 0 &&
						plural(colleagues, { one: 'Eine Person ist im Team', other: `${colleagues} Personen sind im Team` }),
					invited > 0 && plural(invited, { one: 'eine ist eingeladen', other: `${invited} sind eingeladen` }),
				]
					.filter(Boolean)
					.join(', '),
			mail: (at) => `Der Mailserver hat die erste am ${at} angenommen`,
			webhook: (count) => plural(count, { one: 'Es gibt einen', other: `Es gibt ${count}` }),
		},
	},
};
