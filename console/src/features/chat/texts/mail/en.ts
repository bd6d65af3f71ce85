/* What is said about mails, in English: loaded where there is one. */
export const en = {
	reply: 'Reply by e-mail',
	gone: 'The visitor has left, and reads what you write here when they are back.',
	by: 'By e-mail',
	from: (address: string) => `By e-mail from ${address}: nobody has proved who that is`,
	show: 'Show the e-mail',
	title: 'Reply by e-mail',
	to: (address: string) => `To ${address}`,
	label: 'Your message',
	hint: 'It stands in the conversation, too. What they answer comes back here.',
	hintEnded: 'It begins a new chat of yours, which follows this one. What they answer comes back there.',
	send: 'Send e-mail',
	sent: 'The e-mail is on its way.',
	unread: 'Whether e-mails can be sent could not be read. Try again.',
	hindrances: {
		off: 'Replies by e-mail are switched off. An admin can switch them on in the settings.',
		no_domain: 'Answers to e-mails cannot come in here: the operator has not set that up.',
		no_address: 'The visitor has left no e-mail address.',
		suppressed: 'The mail server has refused this address for good. An admin sees why in the settings.',
	},
	failed: 'The e-mail could not be sent. Try again.',
	refused: {
		agent_full: 'You have as many chats as you may have at once: end one first.',
		conflict: 'A colleague has this visitor’s chat.',
		denied: 'Take the chat first.',
		queue_full: 'As many are waiting as may. Try again in a few minutes.',
	} as Record<string, string | undefined>,
	unproved: 'Nobody has proved who wrote it: the sender of an e-mail can be forged.',
	original: 'The e-mail',
	subject: 'Subject',
	sender: 'From',
	originalUnread: 'The e-mail could not be read. Try again.',
	cut: 'This is all of it, with what it quotes. Attachments are not kept.',
};

export type MailTexts = typeof en;
