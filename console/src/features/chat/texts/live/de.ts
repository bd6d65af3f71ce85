import type { LiveTexts } from './en';

export const de: LiveTexts = {
	anonymous: (tail: string) => `Besucher ${tail}`,
	newVisitor: 'Jemand Neues wartet',
	given: 'Sie haben einen Chat bekommen',
	handed: 'Ein Chat wird Ihnen übergeben',
	newMessage: 'Neue Nachricht',
};
