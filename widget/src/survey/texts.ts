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

const fr: Texts = {
	title: "Votre avis",
	question: "Dans quelle mesure êtes-vous satisfait de notre assistance ?",
	ratings: ["Très insatisfait", "Insatisfait", "Ni l’un ni l’autre", "Satisfait", "Très satisfait"],
	ofFive: "sur 5",
	comment: "Souhaitez-vous nous en dire plus ?",
	optional: "facultatif",
	commentStays: "Ce que vous avez déjà écrit est conservé, sauf si vous écrivez autre chose.",
	send: "Envoyer",
	thanks: "Merci pour votre avis",
	change: "Modifier votre réponse",
	dismiss: "Pas maintenant",
	failed: "Cela n’a pas fonctionné. Veuillez réessayer.",
	over: "Cette enquête est terminée.",
};

const es: Texts = {
	title: "Su opinión",
	question: "¿Qué grado de satisfacción tiene con nuestra asistencia?",
	ratings: ["Muy insatisfecho", "Insatisfecho", "Ni lo uno ni lo otro", "Satisfecho", "Muy satisfecho"],
	ofFive: "de 5",
	comment: "¿Quiere contarnos algo más?",
	optional: "opcional",
	commentStays: "Lo que escribió antes se conserva, salvo que escriba otra cosa.",
	send: "Enviar",
	thanks: "Gracias por su opinión",
	change: "Cambiar su respuesta",
	dismiss: "Ahora no",
	failed: "No ha funcionado. Inténtelo de nuevo.",
	over: "Esta encuesta ha terminado.",
};

const ja: Texts = {
	title: "ご意見をお聞かせください",
	question: "サポートにはどの程度ご満足いただけましたか？",
	ratings: ["非常に不満", "不満", "どちらでもない", "満足", "非常に満足"],
	ofFive: "／5",
	comment: "よろしければ詳しくお聞かせください",
	optional: "任意",
	commentStays: "新しく入力しない場合、以前のコメントはそのまま残ります。",
	send: "送信",
	thanks: "ご意見をありがとうございました",
	change: "回答を変更する",
	dismiss: "今はしない",
	failed: "うまくいきませんでした。もう一度お試しください。",
	over: "このアンケートは終了しました。",
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

const TABLES: Record<string, Texts> = { en, de, fr, es, ar, ja };

const languageOf = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]!;

/** As the window found its language; an unknown one is English. */
export const textsOf = (tag: string): Texts => TABLES[languageOf(tag)] ?? en;

/** The tenant's own words in that language, if it has any. */
export function wordsOf(texts: AskedSurvey["texts"], tag: string) {
	return (texts as Record<string, { question?: string; thanks?: string } | undefined> | undefined)?.[languageOf(tag)];
}

export const languages = TABLES;
