/* What chats say on every page, in English: when they ring, and of whom. */
export const en = {
	anonymous: (tail: string) => `Visitor ${tail}`,
	newVisitor: 'A new visitor is waiting',
	given: 'A chat was given to you',
	handed: 'A colleague hands you a chat',
	newMessage: 'New message',
};

export type LiveTexts = typeof en;
