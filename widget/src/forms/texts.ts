// What is said to who would be reached, in all languages: it is fetched by need as it is.
const en = {
	detailsTitle: "Leave your details",
	detailsText: "We’ll read your message and get back to you.",
	detailsHeld: "We’ll pass this on together with your message.",
	name: "Name",
	email: "Email",
	save: "Save",
	saved: "Thank you! We’ll get back to you at {email}.",
	savedName: "Thank you, {name}!",
	nameWrong: "This name can’t be used.",
	fieldLong: "This is too long.",
	emailWrong: "That doesn’t look like an email address.",
	notSaved: "That didn’t work. Please try again.",
};

export type Texts = typeof en;
export type TextKey = keyof Texts;

const de: Texts = {
	detailsTitle: "Hinterlassen Sie Ihre Daten",
	detailsText: "Wir lesen Ihre Nachricht und melden uns.",
	detailsHeld: "Wir geben das zusammen mit Ihrer Nachricht weiter.",
	name: "Name",
	email: "E-Mail",
	save: "Speichern",
	saved: "Vielen Dank! Wir melden uns unter {email}.",
	savedName: "Vielen Dank, {name}!",
	nameWrong: "Dieser Name geht nicht.",
	fieldLong: "Das ist zu lang.",
	emailWrong: "Das sieht nicht nach einer E-Mail-Adresse aus.",
	notSaved: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
};

const fr: Texts = {
	detailsTitle: "Laissez-nous vos coordonnées",
	detailsText: "Nous lirons votre message et reviendrons vers vous.",
	detailsHeld: "Nous les transmettrons avec votre message.",
	name: "Nom",
	email: "E-mail",
	save: "Enregistrer",
	saved: "Merci ! Nous vous répondrons à l’adresse {email}.",
	savedName: "Merci, {name} !",
	nameWrong: "Ce nom ne peut pas être utilisé.",
	fieldLong: "C’est trop long.",
	emailWrong: "Cela ne ressemble pas à une adresse e-mail.",
	notSaved: "Cela n’a pas fonctionné. Veuillez réessayer.",
};

const es: Texts = {
	detailsTitle: "Déjenos sus datos",
	detailsText: "Leeremos su mensaje y le responderemos.",
	detailsHeld: "Los enviaremos junto con su mensaje.",
	name: "Nombre",
	email: "Correo electrónico",
	save: "Guardar",
	saved: "¡Gracias! Le responderemos a {email}.",
	savedName: "¡Gracias, {name}!",
	nameWrong: "Este nombre no se puede usar.",
	fieldLong: "Es demasiado largo.",
	emailWrong: "No parece una dirección de correo electrónico.",
	notSaved: "No ha funcionado. Inténtelo de nuevo.",
};

const ar: Texts = {
	detailsTitle: "اترك بياناتك",
	detailsText: "سنقرأ رسالتك ونعاود التواصل معك.",
	detailsHeld: "سنرسل هذه البيانات مع رسالتك.",
	name: "الاسم",
	email: "البريد الإلكتروني",
	save: "حفظ",
	saved: "شكرًا لك! سنتواصل معك عبر {email}.",
	savedName: "شكرًا لك، {name}!",
	nameWrong: "لا يمكن استخدام هذا الاسم.",
	fieldLong: "النص طويل جدًا.",
	emailWrong: "لا يبدو هذا عنوان بريد إلكتروني.",
	notSaved: "لم ينجح ذلك. يُرجى المحاولة مرة أخرى.",
};

const ja: Texts = {
	detailsTitle: "ご連絡先をお知らせください",
	detailsText: "メッセージを確認のうえ、ご連絡いたします。",
	detailsHeld: "メッセージと一緒に送信します。",
	name: "お名前",
	email: "メールアドレス",
	save: "保存",
	saved: "ありがとうございます。{email} にご連絡いたします。",
	savedName: "{name} 様、ありがとうございます。",
	nameWrong: "このお名前は使用できません。",
	fieldLong: "長すぎます。",
	emailWrong: "メールアドレスの形式が正しくないようです。",
	notSaved: "うまくいきませんでした。もう一度お試しください。",
};

const TABLES: Record<string, Texts> = { en, de, fr, es, ar, ja };

const languageOf = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]!;

/** As the window found its language; an unknown one is English. */
export const textsOf = (tag: string): Texts => TABLES[languageOf(tag)] ?? en;

export const directionOf = (tag: string): "ltr" | "rtl" => (languageOf(tag) === "ar" ? "rtl" : "ltr");

export const languages = Object.values(TABLES);
