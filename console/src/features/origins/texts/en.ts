/* The texts of where the chat may stand in English. */

export const en = {
	origins: {
		title: 'Allowed pages',
		text: 'The chat shows on pages of these addresses, and nowhere else',
		denied: 'Where the chat may stand is for admins to say.',
		failed: 'That did not work. Try again in a moment.',
		add: 'Allow another address',
		addText:
			'What stands before the path in the address of your pages. With and without www. are two, and so are http and https.',
		label: 'Address, like https://shop.example',
		submit: 'Allow',
		allowed: 'The chat may stand there.',
		list: 'Allowed addresses',
		empty: 'No address is allowed yet',
		emptyText: 'The chat shows nowhere until there is one.',
		seen: (at: string) => `The chat was seen there on ${at}`,
		unseen: 'The chat was not seen there yet',
		remove: 'Remove',
		removeOf: (origin: string) => `Remove ${origin}`,
		removeTitle: 'Remove this address?',
		removeText: (origin: string) =>
			`On pages of ${origin} the chat is gone within seconds. Who chats there now is sent away; what was written stays.`,
		removeLastSeen: 'This is where the chat was seen last. Visitors may be there now.',
		removed: 'The address is removed.',
		refused: 'Refused pages',
		refusedText: 'Pages of these addresses tried to show the chat in the last 30 days. Allow them if they are yours.',
		triedAt: (at: string) => `Tried last on ${at}`,
		allow: 'Allow',
		allowOf: (origin: string) => `Allow ${origin}`,
		faults: {
			scheme: 'It begins with https:// or http://.',
			wildcard: 'There is no *: each address is allowed by itself.',
			host: 'This is no address of a page, like https://shop.example.',
			user: 'There is no user name in front of the host.',
			path: 'It ends before the path: https://shop.example, not https://shop.example/plants.',
			full: 'A hundred addresses are allowed, and that is the most. Remove some first.',
		},
	},
};

export type Texts = typeof en;
