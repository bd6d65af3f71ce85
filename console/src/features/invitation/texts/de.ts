/* The texts of following an invitation in German. */
import type { Texts } from './en';

export const de: Texts = {
	invitation: {
		title: 'Sie sind eingeladen',
		text: (tenant: string) => `${tenant} lädt Sie ein, Kundschaft zu beraten.`,
		as: (name: string) => `Sie heißen dort ${name}.`,
		email: 'E-Mail',
		choose: 'Passwort wählen',
		chooseHint: (least: number) =>
			`Mindestens ${least} Zeichen. Damit und mit Ihrer E-Mail melden Sie sich an.`,
		existing: 'Ihr Passwort',
		existingHint:
			'Sie arbeiten schon an einem anderen Schalter: Geben Sie das Passwort an, das Sie dort haben.',
		submit: 'Beitreten und anmelden',
		wrong: 'Das ist nicht das Passwort zu dieser E-Mail.',
		weak: 'Dieses Passwort ist zu kurz oder zu verbreitet. Wählen Sie ein anderes.',
		failed: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
		away: 'Der Server antwortet nicht. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
		overTitle: 'Dieser Link öffnet nichts mehr',
		overText:
			'Er wurde benutzt, zurückgenommen oder ist zu alt. Bitten Sie, wer ihn geschickt hat, um einen neuen. Wenn Sie ihm schon gefolgt sind, melden Sie sich an.',
		signIn: 'Zur Anmeldung',
	},
};
