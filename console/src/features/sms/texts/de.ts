/* The texts of short messages in German. */
import { plurals } from '../../../ui/language';
import type { Texts } from './en';

const plural = plurals('de');

export const de: Texts = {
	sms: {
		title: 'SMS',
		text: 'Was Ihr Empfang als SMS schickt, über einen Anbieter von Ihnen',
		denied: 'Um SMS kümmern sich Admins.',
		unread: 'Was zu SMS eingestellt ist, konnte nicht gelesen werden.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
	},
	provider: {
		title: 'Anbieter',
		text: 'Twilio oder jeder andere, der SMS auf dieselbe Weise annimmt. Bis es einen gibt, warten sie.',
		fields: {
			account: 'Konto',
			token: 'Token',
			sender: 'Absender',
			baseUrl: 'Adresse',
			segmentsMost: 'Segmente höchstens',
		},
		accountHint: 'Bei Twilio heißt es Account SID',
		tokenHint: 'Es wird versiegelt gespeichert und nie wieder gezeigt',
		tokenSet: (at) => `Angegeben am ${at}. Leer: Es bleibt`,
		senderHint: 'Eine Nummer von Ihnen, eine Kurzwahl oder ein Wort von bis zu 11 Buchstaben und Ziffern',
		baseHint: 'Bei einem anderen Anbieter: wo er annimmt, was sonst Twilio bekäme',
		segmentsHint: 'Längere werden nicht gesendet: Jedes Segment kostet',
		clear: 'Anbieter entfernen',
		cleared: 'Der Anbieter ist entfernt, und mit ihm das Token.',
		saved: 'Der Anbieter ist gespeichert.',
		faults: {
			account: 'Ein Konto hat bis zu 100 Buchstaben, Ziffern, - und _.',
			token: 'Ein Token braucht ein Anbieter, der keines hatte, oder an einer anderen Adresse. Es hat keine Leerzeichen.',
			sender: 'Ein Absender ist eine Nummer mit Ländervorwahl, eine Kurzwahl oder bis zu 11 Buchstaben und Ziffern.',
			baseUrl: 'Eine Adresse ist https:// und ein Server, ohne Pfad.',
			segmentsMost: 'Segmente sind eine ganze Zahl von 1 bis 10.',
		},
	},
	test: {
		title: 'Test-SMS',
		text: 'Ob SMS ankommen, und was der Anbieter sagt, Wort für Wort.',
		recipient: 'An',
		body: 'Text',
		sample: 'Ein Test: Wenn Sie das lesen, klappt es.',
		count: (units, room, segments) =>
			`${units} von ${room} · ${plural(segments, { one: 'ein Segment', other: `${segments} Segmente` })}`,
		tooLong: (most) =>
			plural(most, { one: 'Ein Segment ist erlaubt: Sie wird nicht gesendet.', other: `${most} Segmente sind erlaubt: Sie wird nicht gesendet.` }),
		submit: 'Test-SMS senden',
		sending: 'Sie wird gesendet …',
		outcomes: {
			sent: 'Der Anbieter hat sie angenommen. Er sagt:',
			failed: 'Sie wurde abgelehnt. Die Antwort:',
			waiting: 'Es hat nicht geklappt und wird noch einmal versucht. Die Antwort:',
		},
		noNumber: 'Eine Nummer hat die Ländervorwahl davor, etwa +49 30 1234567.',
	},
	messages: {
		title: 'Nachrichten',
		chosen: 'Welche Nachrichten',
		states: { waiting: 'Wartend', failed: 'Gescheitert', sent: 'Gesendet' },
		segments: (count) => plural(count, { one: 'ein Segment', other: `${count} Segmente` }),
		tries: (count) => plural(count, { one: 'einmal versucht', other: `${count}-mal versucht` }),
		tryAgain: 'Noch einmal',
		tryAgainTo: (recipient) => `Noch einmal: SMS an ${recipient}`,
		drop: 'Verwerfen',
		dropTo: (recipient) => `Verwerfen: SMS an ${recipient}`,
		isTriedAgain: 'Sie wird noch einmal versucht.',
		isDropped: 'Sie ist verworfen.',
		empty: {
			waiting: 'Nichts wartet',
			failed: 'Nichts ist gescheitert',
			sent: 'In den letzten 30 Tagen wurde nichts gesendet',
		},
	},
	suppressed: {
		title: 'Gesperrte Nummern',
		text: 'Dorthin wird nichts gesendet: Wer STOP geantwortet hat, wie der Anbieter sagt, und was Sie hier eintragen.',
		number: 'Nummer, die gesperrt wird',
		add: 'Sperren',
		isAdded: 'Dorthin wird nichts mehr gesendet.',
		empty: 'Keine Nummer ist gesperrt',
		byAdmin: (at) => `Hier eingetragen am ${at}`,
		remove: 'Wieder schreiben',
		removeOf: (number) => `Wieder schreiben: ${number}`,
		isRemoved: 'Dorthin wird wieder gesendet.',
	},
};
