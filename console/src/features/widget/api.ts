/* How the widget looks. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../api/http';
import type { ChatWidgetConfig, ChatWidgetConfigChange, TenantSettings } from '../../api/types';

const PATH = '/api/admin/support/chat/config';

function fetchConfig(signal?: AbortSignal): Promise<ChatWidgetConfig> {
	return signedRequest('GET', PATH, { signal });
}

/* Read whenever the page is shown: a form is filled with it. */
export const configOptions = queryOptions({
	queryKey: ['widget-config'],
	queryFn: ({ signal }) => fetchConfig(signal),
	gcTime: 0,
});

export function readConfig(): Promise<ChatWidgetConfig> {
	return fetchConfig();
}

export function changeConfig(change: ChatWidgetConfigChange): Promise<ChatWidgetConfig> {
	return signedRequest('PATCH', PATH, { body: change });
}

/* Whose chat it is, and where its script is. */
export const deskOptions = queryOptions({
	queryKey: ['widget-desk'],
	queryFn: ({ signal }) =>
		signedRequest<TenantSettings>('GET', '/api/admin/support/settings', { signal }),
});
