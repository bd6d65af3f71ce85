// What the survey says, in all languages: it is fetched by need as it is. services/rating/words.def has the same
// words for the page.
import type { AskedSurvey } from "../shared/proto";

const en = {
	title: "Your feedback",
	question: "How satisfied are you with our support?",
	ratings: ["Very dissatisfied", "Dissatisfied", "Neither nor", "Satisfied", "Very satisfied"],
	ofFive: "of 5",
	comment: "Would you like to tell us more?",
	optional: "optional",
	commentStays: "What you wrote before stays unless you write something else.",
	send: "Send",
	thanks: "Thank you for your feedback",
	change: "Change your answer",
	dismiss: "Not now",
	failed: "That didn’t work. Please try again.",
	over: "This survey is over.",
};

export type Texts = typeof en;

const de: Texts = {
	title: "Ihre Rückmeldung",
	question: "Wie zufrieden sind Sie mit unserer Hilfe?",
	ratings: ["Sehr unzufrieden", "Unzufrieden", "Teils, teils", "Zufrieden", "Sehr zufrieden"],
	ofFive: "von 5",
	comment: "Möchten Sie uns mehr dazu sagen?",
	optional: "freiwillig",
	commentStays: "Was Sie schon geschrieben haben, bleibt, wenn Sie nichts anderes schreiben.",
	send: "Absenden",
	thanks: "Vielen Dank für Ihre Rückmeldung",
	change: "Antwort ändern",
	dismiss: "Jetzt nicht",
	failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
	over: "Diese Umfrage ist beendet.",
};

const ar: Texts = {
	title: "رأيك",
	question: "ما مدى رضاك عن الدعم الذي قدّمناه؟",
	ratings: ["غير راضٍ إطلاقًا", "غير راضٍ", "محايد", "راضٍ", "راضٍ جدًا"],
	ofFive: "من 5",
	comment: "هل تود إخبارنا بالمزيد؟",
	optional: "اختياري",
	commentStays: "يبقى ما كتبته سابقًا ما لم تكتب شيئًا آخر.",
	send: "إرسال",
	thanks: "شكرًا لك على رأيك",
	change: "تغيير الإجابة",
	dismiss: "ليس الآن",
	failed: "لم ينجح ذلك. يُرجى المحاولة مرة أخرى.",
	over: "انتهى هذا الاستبيان.",
};

const TABLES: Record<string, Texts> = { en, de, ar };

const languageOf = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]!;

/** As the window found its language; an unknown one is English. */
export const textsOf = (tag: string): Texts => TABLES[languageOf(tag)] ?? en;

/** The tenant's own words in that language, if it has any. */
export function wordsOf(texts: AskedSurvey["texts"], tag: string) {
	return (texts as Record<string, { question?: string; thanks?: string } | undefined> | undefined)?.[languageOf(tag)];
}

export const languages = TABLES;
