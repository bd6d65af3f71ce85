/* When the desk is open: a part of the widget's configuration. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../api/http';
import type { ChatWidgetConfig, ChatWidgetConfigChange } from '../../api/types';

const PATH = '/api/admin/support/chat/config';

/* Whether it is open is read again so often while somebody looks. */
const AGAIN_MS = 30_000;

function fetchConfig(signal?: AbortSignal): Promise<ChatWidgetConfig> {
	return signedRequest('GET', PATH, { signal });
}

/* Read whenever the page is shown: a form is filled with it, once. */
export const hoursOptions = queryOptions({
	queryKey: ['business-hours'],
	queryFn: ({ signal }) => fetchConfig(signal),
	gcTime: 0,
	refetchInterval: AGAIN_MS,
});

export function readConfig(): Promise<ChatWidgetConfig> {
	return fetchConfig();
}

export function changeConfig(change: ChatWidgetConfigChange): Promise<ChatWidgetConfig> {
	return signedRequest('PATCH', PATH, { body: change });
}
