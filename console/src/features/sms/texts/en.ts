/* The texts of short messages in English. */
import { plurals } from '../../../ui/language';

const plural = plurals('en');

export const en = {
	sms: {
		title: 'SMS',
		text: 'What your desk sends as short messages, by a provider of yours',
		denied: 'Short messages are for admins.',
		unread: 'What is set about short messages could not be read.',
		failed: 'That did not work. Try again in a moment.',
	},
	provider: {
		title: 'Provider',
		text: 'Twilio, or any other that takes messages in the same way. Until there is one, messages wait.',
		fields: {
			account: 'Account',
			token: 'Token',
			sender: 'Sender',
			baseUrl: 'Address',
			segmentsMost: 'Segments at most',
		},
		accountHint: 'Twilio calls it the Account SID',
		tokenHint: 'It is stored sealed, and never shown again',
		tokenSet: (at: string) => `Given on ${at}. Left empty: it stays`,
		senderHint: 'A number of yours, a short code, or a word of up to 11 letters and digits',
		baseHint: 'Of another provider: where it takes what Twilio would',
		segmentsHint: 'Longer messages are not sent: each segment costs',
		clear: 'Remove the provider',
		cleared: 'The provider is removed, and its token with it.',
		saved: 'The provider is saved.',
		faults: {
			account: 'An account has up to 100 letters, digits, - and _.',
			token: 'A token is wanted for a provider that had none, or at another address. It has no blanks.',
			sender: 'A sender is a number with its country’s code, a short code, or up to 11 letters and digits.',
			baseUrl: 'An address is https:// and a host, without a path.',
			segmentsMost: 'Segments are a whole number from 1 to 10.',
		},
	},
	test: {
		title: 'Test message',
		text: 'Whether messages arrive, and what the provider says, word for word.',
		recipient: 'To',
		body: 'Text',
		sample: 'A test: if you read this, it works.',
		count: (units: number, room: number, segments: number) =>
			`${units} of ${room} · ${plural(segments, { one: 'one segment', other: `${segments} segments` })}`,
		tooLong: (most: number) =>
			plural(most, { one: 'One segment is allowed: it will not be sent.', other: `${most} segments are allowed: it will not be sent.` }),
		submit: 'Send a test message',
		sending: 'It is being sent …',
		outcomes: {
			sent: 'The provider has taken it. It said:',
			failed: 'It was refused. The answer was:',
			waiting: 'It did not work, and is tried again. The answer was:',
		},
		noNumber: 'A number has its country’s code in front, like +49 30 1234567.',
	},
	messages: {
		title: 'Messages',
		chosen: 'Which messages',
		states: { waiting: 'Waiting', failed: 'Failed', sent: 'Sent' },
		segments: (count: number) => plural(count, { one: 'one segment', other: `${count} segments` }),
		tries: (count: number) => plural(count, { one: 'tried once', other: `tried ${count} times` }),
		tryAgain: 'Try again',
		tryAgainTo: (recipient: string) => `Try again: message to ${recipient}`,
		drop: 'Drop',
		dropTo: (recipient: string) => `Drop: message to ${recipient}`,
		isTriedAgain: 'It is tried again.',
		isDropped: 'It is dropped.',
		empty: {
			waiting: 'Nothing waits',
			failed: 'Nothing has failed',
			sent: 'Nothing was sent in the last 30 days',
		},
	},
	suppressed: {
		title: 'Suppressed numbers',
		text: 'Nothing is sent to these: who answered STOP, as the provider says, and those that you add.',
		number: 'Number to suppress',
		add: 'Suppress',
		isAdded: 'Nothing is sent there any more.',
		empty: 'No number is suppressed',
		byAdmin: (at: string) => `Added here on ${at}`,
		remove: 'Write again',
		removeOf: (number: string) => `Write again: ${number}`,
		isRemoved: 'Messages are sent there again.',
	},
};

export type Texts = typeof en;
