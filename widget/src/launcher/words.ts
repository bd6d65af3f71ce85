// What is said when the window cannot be had.
export const NOT_LOADED: Record<string, string> = {
	en: "The chat could not be loaded. Please try again.",
	de: "Der Chat lädt nicht. Bitte noch einmal versuchen.",
	fr: "Le chat n’a pas pu être chargé. Veuillez réessayer.",
	es: "No se ha podido cargar el chat. Inténtelo de nuevo.",
	ja: "チャットを読み込めませんでした。もう一度お試しください。",
	ar: "تعذّر تحميل المحادثة. يُرجى المحاولة مرة أخرى.",
};
