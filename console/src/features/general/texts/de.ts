/* The texts of the desk's general settings in German. */
import type { Texts } from './en';

export const de: Texts = {
	general: {
		title: 'Allgemein',
		text: 'Name und Ort Ihres Empfangs, wann seine Chats enden, und die Zeile, die den Chat auf Ihre Seiten bringt',
		denied: 'Um die allgemeinen Einstellungen kümmern sich Admins.',
		unread: 'Die Einstellungen konnten nicht gelesen werden.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		saved: 'Die Einstellungen sind gespeichert.',
		desk: 'Ihr Empfang',
		chats: 'Grenzen für Chats',
		chatsText: 'Damit Chats, in denen niemand mehr ist, nicht offen bleiben. Ein leeres Feld heißt: ohne Ende.',
		addresses: 'Adressen Ihrer Seiten',
		addressesText:
			'Wer antwortet, sieht, auf welcher Seite jemand ist. Was hinter dem ? steht, könnte Lesende irgendwo hineinlassen und wird nicht aufbewahrt, bis auf diese.',
		embed: 'Der Chat auf Ihren Seiten',
		embedText: 'Diese Zeile, irgendwo in einer Seite, zeigt dort den Chat. Die Adresse der Seite muss unter den erlaubten sein.',
		fields: {
			name: 'Name',
			timeZone: 'Zeitzone',
			awayMinutes: 'Ein wartender Chat endet, wenn niemand mehr da war seit',
			silentMinutes: 'Ein laufender Chat endet, wenn beide Seiten schweigen seit',
			waitingMost: 'So viele Chats dürfen gleichzeitig warten',
			keptParameters: 'Parameter, die aufbewahrt werden',
		},
		nameHint: 'In E-Mails und für das Team',
		zoneHint: 'Der Tage und Zeiten, die das Team liest',
		limitHints: {
			awayMinutes: 'Ein neuer Chat ist jederzeit möglich.',
			silentMinutes: 'Im Chat steht es, wie bei jedem Ende.',
			waitingMost: 'Wer dann kommt, wird gebeten, es in einigen Minuten noch einmal zu versuchen.',
		},
		off: 'ohne Grenze',
		minutes: 'Minuten',
		parametersHint: 'Ein Name pro Zeile, etwa sku',
		faults: {
			name: 'Ein Name ist eine Zeile von bis zu 255 Zeichen, in der etwas zu sehen ist.',
			timeZone: 'Der Server kennt diese Zeitzone nicht.',
			keptParameters: 'Der Name eines Parameters hat bis zu 100 Zeichen und keines von = & # ?. Es sind höchstens 50.',
			awayMinutes: 'Minuten sind eine ganze Zahl von 1 bis 525.600.',
			silentMinutes: 'Minuten sind eine ganze Zahl von 1 bis 525.600.',
			waitingMost: 'Wartende Chats sind eine ganze Zahl von 1 bis 100.000.',
		},
	},
};
