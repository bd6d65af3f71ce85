/* The texts of API keys in German. */
import type { Texts } from './en';

const scopes: Record<string, string> = {
	'chats:read': 'Chats lesen',
	'agents:read': 'Team lesen',
};

const scopeHints: Record<string, string> = {
	'chats:read': 'Chats, ihre Nachrichten und Notizen, und was über die Besucher bekannt ist',
	'agents:read': 'Namen, Adressen und Rollen derer, die hier arbeiten',
};

export const de: Texts = {
	keys: {
		title: 'API-Schlüssel',
		text: 'Mit einem Schlüssel liest Ihr eigener Server von diesem Empfang. Er öffnet, was Sie für ihn wählen; diese Einstellungen öffnet keiner.',
		create: 'Neuer Schlüssel',
		empty: 'Es gibt noch keine Schlüssel',
		emptyText: 'Legen Sie einen für jeden Server an, der von diesem Empfang lesen soll.',
		list: 'Schlüssel',
		name: 'Name',
		nameHint: 'Woran Sie ihn erkennen, etwa „CRM“',
		scopesLabel: 'Was er öffnet',
		scopes,
		scopeHints,
		expires: 'Läuft ab',
		expiry: {
			'30': 'Nach 30 Tagen',
			'90': 'Nach 90 Tagen',
			'365': 'Nach einem Jahr',
			never: 'Nie',
		},
		makeTitle: 'Neuer API-Schlüssel',
		make: 'Schlüssel anlegen',
		shownTitle: 'Das ist der Schlüssel',
		shownText:
			'Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt. Ihr Server schickt ihn bei jeder Anfrage mit, als',
		secret: 'Schlüssel',
		copy: 'Schlüssel kopieren',
		copied: 'Kopiert',
		copyFailed:
			'Der Browser hat das Kopieren nicht erlaubt. Markieren und kopieren Sie den Text selbst.',
		done: 'Ich habe ihn kopiert',
		madeBy: (name: string, time: string) => `Angelegt von \u2068${name}\u2069, ${time}`,
		somebody: 'jemandem',
		usedAt: (time: string) => `Zuletzt benutzt: ${time}`,
		unused: 'Noch nicht benutzt',
		expiresAt: (time: string) => `Läuft ab: ${time}`,
		expired: 'Abgelaufen',
		revoked: 'Widerrufen',
		revoke: 'Widerrufen',
		revokeNamed: (name: string) => `${name} widerrufen`,
		revokeTitle: 'Diesen Schlüssel widerrufen?',
		revokeText: (name: string) =>
			`Wer \u2068${name}\u2069 benutzt, wird ab sofort abgewiesen. Das lässt sich nicht zurücknehmen.`,
		isRevoked: 'Der Schlüssel ist widerrufen.',
		noScope: 'Wählen Sie, was der Schlüssel öffnet.',
		tooMany: 'Es gibt schon 100 Schlüssel. Widerrufen Sie zuerst einen.',
		denied: 'Die Schlüssel sehen und ändern nur Admins.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
	},
};
