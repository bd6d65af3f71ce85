/* What a survey says where the desk has no words of its own: as the page itself has them, in its languages. */
import type { Language } from '../fields';

interface OwnWords {
	question: string;
	thanks: string;
	worst: string;
	best: string;
	send: string;
}

export const OWN_WORDS: Record<Language, OwnWords> = {
	en: {
		question: 'How satisfied are you with our support?',
		thanks: 'Thank you for your feedback',
		worst: 'Very dissatisfied',
		best: 'Very satisfied',
		send: 'Send',
	},
	de: {
		question: 'Wie zufrieden sind Sie mit unserer Hilfe?',
		thanks: 'Vielen Dank für Ihre Rückmeldung',
		worst: 'Sehr unzufrieden',
		best: 'Sehr zufrieden',
		send: 'Absenden',
	},
	ar: {
		question: 'ما مدى رضاك عن الدعم الذي قدّمناه؟',
		thanks: 'شكرًا لك على رأيك',
		worst: 'غير راضٍ إطلاقًا',
		best: 'راضٍ جدًا',
		send: 'إرسال',
	},
};
