/* The texts of mail in English. */

const KINDS: Record<string, string> = {
	'notify.test': 'Test mail',
	'notify.webhook_disabled': 'A webhook is disabled',
	'chat.reply': 'Reply to a visitor',
	'chat.answer': 'Reply to a visitor',
	'csat.survey': 'Survey',
	'csat.reminder': 'Reminder of a survey',
	'csat.low': 'A low rating',
	'accounts.invitation': 'Invitation',
	'accounts.password': 'New password',
};

export const en = {
	mail: {
		title: 'Mail',
		subtitle: 'What your desk sends by e-mail, and in whose name',
		noServerTitle: 'No mail server',
		noServer:
			'Whoever runs this server has set none: mail waits until there is one. The setting is called smtp_server.',
		inboxTitle: 'Nothing is sent',
		inbox: 'This is a demo: what would have been sent is kept below, under Sent, and can be read there.',
		denied: 'Mail is for admins.',
		unread: 'What is set about mail could not be read.',
		kind: (kind: string) => KINDS[kind] ?? kind,
		failed: 'That did not work. Try again in a moment.',
	},
	sender: {
		title: 'Sender',
		name: 'Name',
		nameHint: (usual: string) => `Left empty: ${usual}`,
		address: 'Address',
		addressHint: (usual: string) =>
			`Left empty: ${usual}. The mail server must be allowed to send for another one.`,
		replyTo: 'Answers go to',
		replyToHint: 'Left empty: to the sender',
		locale: 'Language',
		localeHint: 'Where the language of the reader is not known',
		locales: { en: 'English', de: 'German' },
		faults: {
			senderName: 'A name is one line of up to 255 characters, in which there is something to be seen.',
			senderAddress: 'Address: this is no e-mail address.',
			replyTo: 'Answers: this is no e-mail address.',
		},
		save: 'Save',
		saved: 'The sender is saved.',
	},
	inbound: {
		title: 'Incoming mail',
		text: 'What visitors answer to e-mails comes into their chats.',
		notSet:
			'Whoever runs this server lets no mail in: agents cannot answer by e-mail. The settings are called mail_inbound_domain and lmtp_listen.',
		replies: 'Agents answer by e-mail',
		repliesHint: 'Visitors who have left, and whose address is known',
		strangers: 'Mail begins chats',
		strangersHint:
			'Whoever writes to the address below waits in the queue. Nobody proves who they are: an e-mail can say that it is from anybody.',
		hook: 'Mail over HTTP',
		hookHint:
			'For a mail provider, or a server of yours, that hands mail over by a signed request.',
		hookAddress: 'Address',
		secret: 'Secret',
		secretOnce: 'The secret is shown once. The one before is good no more.',
		make: 'Take mail over HTTP',
		remake: 'Make another secret',
		drop: 'Take none any more',
		address: 'Have mail for your support address forwarded to',
	},
	test: {
		title: 'Test mail',
		text: 'Whether mail arrives, and what the mail server says, word for word.',
		recipient: 'To',
		submit: 'Send a test mail',
		sending: 'It is being sent …',
		waiting: 'It waits for a mail server.',
		sent: 'The mail server has taken it. It said:',
		kept: 'It is kept below, under Sent.',
		retrying: 'It did not work, and is tried again. The answer was:',
		refused: 'It was refused. The answer was:',
		noAddress: 'This is no e-mail address.',
		at: (step: string) => `At ${step}`,
	},
	mails: {
		title: 'Mails',
		states: { waiting: 'Waiting', failed: 'Failed', sent: 'Sent' },
		chosen: 'Which mails',
		tries: (count: number) => (count === 1 ? 'tried once' : `tried ${count} times`),
		tryAgain: 'Try again',
		drop: 'Drop',
		read: 'Read',
		readTo: (recipient: string) => `Read: mail to ${recipient}`,
		kept: (recipient: string) => `Mail to ${recipient}`,
		tryAgainTo: (recipient: string) => `Try again: mail to ${recipient}`,
		dropTo: (recipient: string) => `Drop: mail to ${recipient}`,
		isTriedAgain: 'It is tried again.',
		isDropped: 'It is dropped.',
		empty: {
			waiting: 'Nothing waits',
			failed: 'Nothing has failed',
			sent: 'Nothing was sent in the last 30 days',
		},
	},
	suppressed: {
		title: 'Suppressed addresses',
		text: 'A mail server has refused these for good: nothing is sent there.',
		empty: 'No address is suppressed',
		remove: 'Write again',
		removeOf: (address: string) => `Write again: ${address}`,
		isRemoved: 'Mail is sent there again.',
	},
};

export type Texts = typeof en;
