/* The texts of where the chat may stand in German. */
import type { Texts } from './en';

export const de: Texts = {
	origins: {
		title: 'Erlaubte Seiten',
		text: 'Der Chat erscheint auf Seiten dieser Adressen und sonst nirgends',
		denied: 'Wo der Chat stehen darf, sagen Admins.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		add: 'Eine weitere Adresse erlauben',
		addText:
			'Was in der Adresse Ihrer Seiten vor dem Pfad steht. Mit und ohne www. sind zwei, http und https ebenso.',
		label: 'Adresse, etwa https://shop.example',
		submit: 'Erlauben',
		allowed: 'Der Chat darf dort stehen.',
		list: 'Erlaubte Adressen',
		empty: 'Noch ist keine Adresse erlaubt',
		emptyText: 'Bis es eine gibt, erscheint der Chat nirgends.',
		seen: (at) => `Der Chat wurde dort am ${at} gesehen`,
		unseen: 'Der Chat wurde dort noch nicht gesehen',
		remove: 'Entfernen',
		removeOf: (origin) => `${origin} entfernen`,
		removeTitle: 'Diese Adresse entfernen?',
		removeText: (origin) =>
			`Auf Seiten von ${origin} ist der Chat in wenigen Sekunden weg. Wer dort gerade chattet, wird hinausgeschickt; was geschrieben wurde, bleibt.`,
		removeLastSeen: 'Hier wurde der Chat zuletzt gesehen. Vielleicht sind gerade Besucher dort.',
		removed: 'Die Adresse ist entfernt.',
		refused: 'Abgewiesene Seiten',
		refusedText: 'Seiten dieser Adressen wollten in den letzten 30 Tagen den Chat zeigen. Erlauben Sie sie, wenn es Ihre sind.',
		triedAt: (at) => `Zuletzt versucht am ${at}`,
		allow: 'Erlauben',
		allowOf: (origin) => `${origin} erlauben`,
		faults: {
			scheme: 'Sie beginnt mit https:// oder http://.',
			wildcard: 'Ein * gibt es nicht: Jede Adresse wird für sich erlaubt.',
			host: 'Das ist keine Adresse einer Seite wie https://shop.example.',
			user: 'Vor dem Namen des Servers steht kein Benutzername.',
			path: 'Sie endet vor dem Pfad: https://shop.example, nicht https://shop.example/pflanzen.',
			full: 'Hundert Adressen sind erlaubt, und mehr dürfen es nicht sein. Entfernen Sie zuerst welche.',
		},
	},
};
