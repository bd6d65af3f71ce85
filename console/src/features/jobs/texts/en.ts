/* The texts of the page of jobs in English. */
import { plurals } from '../../../ui/language';

const plural = plurals('en');

export const en = {
	jobs: {
		title: 'Jobs',
		subtitle:
			'What Frontdesk does by itself, in the background. A job that fails is tried again, ever later; ' +
			'one that has failed too often waits here for you.',
		states: { dead: 'Failed', due: 'Waiting', taken: 'At work', later: 'Planned' },
		stateLabel: 'Which jobs',
		late: (duration: string) => `The oldest waiting job is ${duration} late.`,
		lateHint: 'If this lasts, whoever runs this server should look at it.',
		list: 'Jobs',
		empty: {
			dead: 'No job has failed',
			due: 'No job is waiting',
			taken: 'No job is at work',
			later: 'No job is planned',
		},
		kinds: {
			'accounts.upkeep': 'Deleting what has expired',
			'accounts.password_mail': 'Writing to whoever forgot their password',
			'csat.ask': 'Asking a customer how it was',
			'csat.remind': 'Reminding a customer of a survey',
			'csat.low': 'Telling of a low rating',
			'notify.webhook': 'Telling a webhook what happened',
			'notify.webhook_upkeep': 'Deleting old records of deliveries',
			'notify.mail': 'Sending an e-mail',
			'notify.mail_upkeep': 'Deleting old e-mails',
			'notify.sms_upkeep': 'Deleting old short messages',
			'notify.sms': 'Sending a text message',
			'tickets.close': 'Closing resolved tickets',
			'tickets.tell': 'Telling of a ticket that a rule has made',
			'tickets.wake': 'Opening a ticket that was snoozed',
		},
		failures: {
			busy: 'The database had no time for it.',
			uncertain: 'The connection to the database was lost in the middle of it.',
			timeout: 'It took too long.',
			lease: 'The server that did it stopped in the middle of it.',
			unreadable: 'Something that it needs could not be opened.',
			internal: 'Something went wrong on our side.',
		},
		failed: (text: string) => `Last failure: ${text}`,
		otherFailure: (code: string) => `Something went wrong (${code}).`,
		attempts: (count: number) =>
			plural(count, { one: `${count} attempt`, other: `${count} attempts` }),
		step: (step: number) => `Step ${step}`,
		when: {
			dead: (time: string) => `Failed ${time}`,
			due: (time: string) => `Due since ${time}`,
			taken: (time: string) => `Due since ${time}`,
			later: (time: string) => `Planned for ${time}`,
		},
		again: (duration: string) => `Comes again every ${duration}`,
		retry: 'Try again',
		retried: 'It is tried again now.',
		retryFailed: 'The job could not be tried again.',
		drop: 'Drop',
		dropTitle: 'Drop this job?',
		dropText: 'What it was to do is not done. This cannot be undone.',
		dropped: 'The job is dropped.',
		dropFailed: 'The job could not be dropped.',
		gone: 'Somebody else has seen to this job already.',
	},
};

export type Texts = typeof en;
