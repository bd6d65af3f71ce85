/* The texts of the page of webhooks in English. */
import { plurals } from '../../../ui/language';

const plural = plurals('en');

export const en = {
	webhooks: {
		title: 'Webhooks',
		subtitle:
			'Your own server can be told what happens here: each time, it gets a signed request. ' +
			'What it does not take is sent again for a day.',
		add: 'Add a webhook',
		list: 'Webhooks',
		empty: 'No webhooks yet',
		emptyText: 'Add one, and your server hears of conversations, messages, tickets and surveys.',
		full: 'There are as many webhooks as there may be: 20.',
		states: { active: 'Active', failing: 'Failing', disabled: 'Disabled' },
		failingSince: (time: string) =>
			`Nothing has arrived since ${time}. What fails for a day is disabled.`,
		givenUp: (time: string) =>
			`Disabled ${time}: nothing had arrived for a day. Look at its deliveries, send a test, and enable it again.`,
		formerSecret: (time: string) => `The secret before signs, too, until ${time}.`,
		events: {
			conversation_created: 'A conversation begins',
			message_created: 'A message is written',
			conversation_ended: 'A conversation ends',
			ticket_created: 'A ticket is made',
			ticket_updated: 'A ticket is changed',
			ticket_resolved: 'A ticket is resolved',
			ticket_commented: 'Something is said in a ticket',
			csat_sent: 'A survey goes out',
			csat_responded: 'A survey is answered',
			csat_low: 'A rating is 1 or 2',
			test: 'Test',
		},
		more: (name: string) => `What else can be done with ${name}`,
		edit: 'Edit',
		enable: 'Enable',
		disable: 'Disable',
		rotate: 'New secret',
		remove: 'Delete',
		test: 'Send a test',
		deliveries: 'Deliveries',
		form: {
			addTitle: 'Add a webhook',
			editTitle: 'Edit the webhook',
			url: 'Address',
			urlHint: 'Of your server, with https://',
			description: 'Description',
			descriptionHint: 'For your colleagues; may stay empty',
			events: 'What it is told of',
			noEvents: 'Choose one at least.',
			save: 'Save',
			refused: 'This cannot be taken:',
			failed: 'The webhook could not be saved.',
		},
		secret: {
			title: 'The secret of this webhook',
			text: 'Your server checks with it that a request comes from here. Copy it now: it is never shown again.',
			label: 'Secret',
			copy: 'Copy',
			copied: 'Copied',
			done: 'I have copied it',
		},
		rotateTitle: 'Make a new secret?',
		rotateText:
			'For 24 hours requests are signed with both, so that your server can change over. Then the old one is worth nothing.',
		rotateSubmit: 'Make a new secret',
		removeTitle: 'Delete this webhook?',
		removeText: 'Nothing is sent to it any more, and its deliveries are not shown any more.',
		changed: 'Saved.',
		removed: 'The webhook is deleted.',
		failed: 'That did not work. Try again.',
		gone: 'This webhook is not there any more.',
		testTitle: 'What the server said',
		testRuns: 'Waiting for the answer, for up to 10 seconds …',
		testDelivered: (status: number, ms: number) => `It took the test: ${status}, after ${ms} ms.`,
		testRefused: (status: number, ms: number) =>
			`It did not take the test: ${status}, after ${ms} ms.`,
		testRedirect: 'Redirects are not followed: give the address that it leads to.',
		testUnanswered: (ms: number) => `There was no answer (${ms} ms).`,
		testAnswer: 'Its answer, word for word',
		testEmpty: 'The answer was empty.',
		testCut: 'The answer goes on; these are its first 16 KB.',
		log: {
			title: 'Deliveries',
			text: 'Of the last 30 days. What was sent is not kept: a delivery that is sent again is made anew.',
			empty: 'Nothing was delivered yet',
			list: 'Deliveries',
			states: { pending: 'Under way', delivered: 'Delivered', failed: 'Failed' },
			status: (status: number) => `Answer ${status}`,
			attempts: (count: number) =>
				plural(count, { one: `${count} attempt`, other: `${count} attempts` }),
			duration: (ms: number) => `${ms} ms`,
			next: (time: string) => `next try ${time}`,
			again: 'Send again',
			sent: 'It is sent again.',
			underWay: 'It is under way, or the webhook is disabled.',
		},
	},
};

export type Texts = typeof en;
