/* What the keyboard can do, in English: loaded with the dialog that tells it. */
export const en = {
	title: 'Keyboard shortcuts',
	chats: 'Chats',
	tickets: 'Tickets',
	everywhere: 'Everywhere',
	nextChat: 'Next chat in the lists',
	previousChat: 'Previous chat in the lists',
	openChat: 'Open the chosen chat',
	takeNext: 'Take the next visitor',
	escapeChat: 'Leave the field, go back to the lists',
	nextTicket: 'Next ticket',
	previousTicket: 'Previous ticket',
	openTicket: 'Open the ticket',
	assign: 'Assign to me',
	resolve: 'Resolve',
	tag: 'Tags',
	choose: 'Choose, for several at once',
	create: 'New ticket',
	answer: 'Write an answer',
	search: 'Search',
	help: 'This overview',
	or: 'or',
	keys: { enter: 'Enter', escape: 'Esc', alt: 'Alt', control: 'Ctrl' },
};

export type ShortcutTexts = typeof en;
