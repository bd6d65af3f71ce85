/* The texts of the desk's general settings in English. */

export const en = {
	general: {
		title: 'General',
		text: 'Your desk’s name and place, when its chats end, and the line that puts the chat on your pages',
		denied: 'General settings are for admins.',
		unread: 'The settings could not be read.',
		failed: 'That did not work. Try again in a moment.',
		saved: 'The settings are saved.',
		desk: 'Your desk',
		chats: 'Limits of chats',
		chatsText: 'So that chats nobody is in do not stay open. A field that is left empty means without end.',
		addresses: 'Addresses of your pages',
		addressesText:
			'Agents see on which page a visitor is. What stands behind the ? may let somebody in who reads it, and is not kept, but for these.',
		embed: 'The chat on your pages',
		embedText: 'This line, anywhere in a page, shows the chat there. The page’s address must be among the allowed ones.',
		fields: {
			name: 'Name',
			timeZone: 'Time zone',
			awayMinutes: 'A waiting chat ends when its visitor was away for',
			silentMinutes: 'An active chat ends when both sides were silent for',
			waitingMost: 'Chats that may wait at once',
			keptParameters: 'Parameters that are kept',
		},
		nameHint: 'In mails, and to colleagues',
		zoneHint: 'Of the days and times that colleagues read',
		limitHints: {
			awayMinutes: 'They may start another one at any time.',
			silentMinutes: 'Its visitor is told, as of any end.',
			waitingMost: 'Who comes then is told to try again in a few minutes.',
		},
		off: 'no limit',
		minutes: 'minutes',
		parametersHint: 'One name a line, like sku',
		faults: {
			name: 'A name is one line of up to 255 characters, in which there is something to be seen.',
			timeZone: 'The server does not know this time zone.',
			keptParameters: 'A parameter’s name has up to 100 characters, and none of = & # ?. There are 50 at most.',
			awayMinutes: 'Minutes are a whole number from 1 to 525,600.',
			silentMinutes: 'Minutes are a whole number from 1 to 525,600.',
			waitingMost: 'Chats that wait are a whole number from 1 to 100,000.',
		},
	},
};

export type Texts = typeof en;
