/* The tenant's webhooks, and what was delivered to each. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type {
	Page,
	Webhook,
	WebhookDelivery,
	WebhookEvent,
	WebhookSecret,
	WebhookState,
	WebhookTest,
} from '../../../api/types';
import { nextCursor } from '../../../ui/pages';

const WEBHOOKS = '/api/admin/support/webhooks';
const LOOK_MS = 5_000;

export const WEBHOOKS_KEY = ['webhooks'] as const;

export const EVENTS: readonly WebhookEvent[] = [
	'conversation_created',
	'message_created',
	'conversation_ended',
	'ticket_created',
	'ticket_updated',
	'ticket_resolved',
	'ticket_commented',
	'csat_sent',
	'csat_responded',
	'csat_low',
];

/* What an admin says of one. */
export interface Said {
	url: string;
	description: string;
	events: string[];
}

export const listOptions = queryOptions({
	queryKey: [...WEBHOOKS_KEY, 'list'],
	queryFn: async ({ signal }) => {
		const { items } = await signedRequest<{ items: Webhook[] }>('GET', WEBHOOKS, { signal });
		return items;
	},
});

export function deliveriesOptions(id: string) {
	return infiniteQueryOptions({
		queryKey: [...WEBHOOKS_KEY, 'deliveries', id],
		queryFn: ({ pageParam, signal }): Promise<Page<WebhookDelivery>> => {
			const query = pageParam === undefined ? '' : `?${new URLSearchParams({ after: pageParam })}`;
			return signedRequest('GET', `${WEBHOOKS}/${id}/deliveries${query}`, { signal });
		},
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		refetchInterval: LOOK_MS,
	});
}

export function createWebhook(said: Said): Promise<WebhookSecret> {
	return signedRequest('POST', WEBHOOKS, { body: said });
}

export function changeWebhook(
	id: string,
	change: Partial<Said> & { state?: WebhookState },
): Promise<Webhook> {
	return signedRequest('PATCH', `${WEBHOOKS}/${id}`, { body: change });
}

export function rotateWebhook(id: string): Promise<WebhookSecret> {
	return signedRequest('POST', `${WEBHOOKS}/${id}/rotate`);
}

export function deleteWebhook(id: string): Promise<void> {
	return signedRequest('DELETE', `${WEBHOOKS}/${id}`);
}

export function testWebhook(id: string): Promise<WebhookTest> {
	return signedRequest('POST', `${WEBHOOKS}/${id}/test`);
}

export function resendDelivery(id: string, deliveryId: string): Promise<void> {
	return signedRequest('POST', `${WEBHOOKS}/${id}/deliveries/${deliveryId}/resend`);
}
