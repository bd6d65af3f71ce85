/* The texts of setting a desk up in English. */
import { plurals } from '../../../ui/language';

const plural = plurals('en');

export const en = {
	setup: {
		title: 'Set up',
		text: 'What your desk needs before visitors and colleagues come',
		unread: 'How far your desk is set up could not be read.',
		failed: 'That did not work. Try again in a moment.',
		progress: (done: number, all: number) => `${done} of ${all} done`,
		reminder: (done: number, all: number) => `Your desk is being set up: ${done} of ${all} done.`,
		goOn: 'Go on',
		dismiss: 'Do not remind me',
		remind: 'Remind me again',
		complete: 'Your desk is set up',
		completeText: 'Visitors can reach you. All of this can be changed at any time.',
		done: 'done',
		optional: 'if you like',
		look: 'Look',
		steps: {
			widget: {
				title: 'Show the chat on your pages',
				text: 'Allow the address of your pages, and put the line under General into them. It is done when a page has shown the chat.',
				act: 'Allow pages',
			},
			colleague: {
				title: 'Invite a colleague',
				text: 'They get a link with which they choose a password.',
				act: 'Invite',
			},
			mail: {
				title: 'Send a test mail',
				text: 'To see what the mail server says, word for word, before an invitation depends on it.',
				act: 'Send a test',
			},
			webhook: {
				title: 'Tell a server of yours',
				text: 'A webhook tells it of chats and messages as they happen.',
				act: 'Add a webhook',
			},
		},
		told: {
			widget: (origin: string, at: string) => `Seen at ${origin} on ${at}`,
			colleague: (colleagues: number, invited: number) =>
				[
					colleagues > 0 &&
						plural(colleagues, { one: 'One colleague is here', other: `${colleagues} colleagues are here` }),
					invited > 0 && plural(invited, { one: 'One is invited', other: `${invited} are invited` }),
				]
					.filter(Boolean)
					.join(', '),
			mail: (at: string) => `The mail server took the first one on ${at}`,
			webhook: (count: number) => plural(count, { one: 'There is one', other: `There are ${count}` }),
		},
	},
};

export type Texts = typeof en;
