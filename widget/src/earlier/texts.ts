// The texts of earlier conversations, in all languages: they are fetched by need as it is.
const en = {
	title: "Earlier chats",
	back: "Back to the chat",
	toList: "Back to all earlier chats",
	list: "Your earlier chats, newest first",
	empty: "No earlier chats yet",
	emptyHint: "Chats that have ended can be read here.",
	failed: "That didn’t work. Please try again.",
	retry: "Try again",
	more: "Show more",
	older: "Show earlier messages",
	loading: "Loading…",
	with: "With {name}",
	unanswered: "Not answered",
	silent: "Nothing was written",
	unread: "unread",
	messages: "Messages",
	you: "You",
	support: "Support",
	unreadable: "This message can’t be shown.",
};

export type Texts = typeof en;

const de: Texts = {
	title: "Frühere Chats",
	back: "Zurück zum Chat",
	toList: "Zurück zu allen früheren Chats",
	list: "Ihre früheren Chats, neueste zuerst",
	empty: "Noch keine früheren Chats",
	emptyHint: "Hier können Sie beendete Chats nachlesen.",
	failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
	retry: "Erneut versuchen",
	more: "Mehr anzeigen",
	older: "Frühere Nachrichten anzeigen",
	loading: "Wird geladen …",
	with: "Mit {name}",
	unanswered: "Nicht beantwortet",
	silent: "Es wurde nichts geschrieben",
	unread: "ungelesen",
	messages: "Nachrichten",
	you: "Sie",
	support: "Support",
	unreadable: "Diese Nachricht kann nicht angezeigt werden.",
};

const ar: Texts = {
	title: "المحادثات السابقة",
	back: "العودة إلى المحادثة",
	toList: "العودة إلى كل المحادثات السابقة",
	list: "محادثاتك السابقة، الأحدث أولًا",
	empty: "لا توجد محادثات سابقة بعد",
	emptyHint: "يمكنك هنا قراءة المحادثات المنتهية.",
	failed: "لم ينجح ذلك. يُرجى المحاولة مرة أخرى.",
	retry: "إعادة المحاولة",
	more: "عرض المزيد",
	older: "عرض الرسائل السابقة",
	loading: "جارٍ التحميل…",
	with: "مع {name}",
	unanswered: "لم يُرد عليها",
	silent: "لم يُكتب شيء",
	unread: "غير مقروءة",
	messages: "الرسائل",
	you: "أنت",
	support: "الدعم",
	unreadable: "لا يمكن عرض هذه الرسالة.",
};

const TABLES: Record<string, Texts> = { en, de, ar };

/** As the window found its language; an unknown one is English. */
export const textsOf = (tag: string): Texts => TABLES[tag.toLowerCase().split(/[-_]/)[0]!] ?? en;

export const languages = Object.values(TABLES);
