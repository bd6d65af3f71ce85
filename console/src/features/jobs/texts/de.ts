/* The texts of the page of jobs in German. */
import { plurals } from '../../../ui/language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	jobs: {
		title: 'Aufgaben',
		subtitle:
			'Was Frontdesk von selbst im Hintergrund tut. Eine Aufgabe, die scheitert, wird in wachsenden ' +
			'Abständen wiederholt; was zu oft gescheitert ist, wartet hier auf Sie.',
		states: { dead: 'Gescheitert', due: 'Wartend', taken: 'In Arbeit', later: 'Geplant' },
		stateLabel: 'Welche Aufgaben',
		late: (duration) => `Die älteste wartende Aufgabe ist ${duration} überfällig.`,
		lateHint: 'Hält das an, sollte der Betreiber dieses Servers nachsehen.',
		list: 'Aufgaben',
		empty: {
			dead: 'Keine Aufgabe ist gescheitert',
			due: 'Keine Aufgabe wartet',
			taken: 'Keine Aufgabe ist in Arbeit',
			later: 'Keine Aufgabe ist geplant',
		},
		kinds: {
			'accounts.upkeep': 'Abgelaufenes löschen',
			'accounts.password_mail': 'Wer das Passwort vergessen hat, bekommt einen Link',
			'csat.ask': 'Fragen, wie es war',
			'csat.remind': 'An eine Umfrage erinnern',
			'csat.low': 'Eine schlechte Bewertung melden',
			'notify.webhook': 'Einem Webhook sagen, was geschehen ist',
			'notify.webhook_upkeep': 'Alte Zustellungsprotokolle löschen',
			'notify.mail': 'Eine E-Mail senden',
			'notify.mail_upkeep': 'Alte E-Mails löschen',
			'notify.sms_upkeep': 'Alte SMS löschen',
			'notify.sms': 'Eine SMS senden',
			'tickets.close': 'Gelöste Tickets schließen',
			'tickets.tell': 'Ein Ticket melden, das eine Regel angelegt hat',
			'tickets.wake': 'Ein zurückgestelltes Ticket öffnen',
		},
		failures: {
			busy: 'Die Datenbank hatte keine Zeit dafür.',
			uncertain: 'Die Verbindung zur Datenbank brach mittendrin ab.',
			timeout: 'Es hat zu lange gedauert.',
			lease: 'Der Server, der daran war, hörte mittendrin auf.',
			unreadable: 'Etwas, das gebraucht wird, ließ sich nicht öffnen.',
			internal: 'Auf unserer Seite ging etwas schief.',
		},
		failed: (text) => `Letzter Fehler: ${text}`,
		otherFailure: (code) => `Etwas ging schief (${code}).`,
		attempts: (count) => plural(count, { one: `${count} Versuch`, other: `${count} Versuche` }),
		step: (step) => `Schritt ${step}`,
		when: {
			dead: (time) => `Gescheitert ${time}`,
			due: (time) => `Fällig seit ${time}`,
			taken: (time) => `Fällig seit ${time}`,
			later: (time) => `Geplant für ${time}`,
		},
		again: (duration) => `Kommt wieder, alle ${duration}`,
		retry: 'Noch einmal versuchen',
		retried: 'Es wird jetzt noch einmal versucht.',
		retryFailed: 'Die Aufgabe ließ sich nicht wiederholen.',
		drop: 'Verwerfen',
		dropTitle: 'Diese Aufgabe verwerfen?',
		dropText: 'Was sie tun sollte, wird nicht getan. Das lässt sich nicht rückgängig machen.',
		dropped: 'Die Aufgabe ist verworfen.',
		dropFailed: 'Die Aufgabe ließ sich nicht verwerfen.',
		gone: 'Jemand anderes hat sich schon um diese Aufgabe gekümmert.',
	},
};
