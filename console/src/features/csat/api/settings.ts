/* Whether and how customers are asked. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { ChatWidgetConfig, CSATSettings, CSATSettingsChange } from '../../../api/types';

const PATH = '/api/admin/support/csat/settings';

function fetchSettings(signal?: AbortSignal): Promise<CSATSettings> {
	return signedRequest('GET', PATH, { signal });
}

/* Read whenever the page is shown: a form is filled with it. */
export const settingsOptions = queryOptions({
	queryKey: ['csat-settings'],
	queryFn: ({ signal }) => fetchSettings(signal),
	gcTime: 0,
});

export function readSettings(): Promise<CSATSettings> {
	return fetchSettings();
}

export function changeSettings(change: CSATSettingsChange): Promise<CSATSettings> {
	return signedRequest('PATCH', PATH, { body: change });
}

/* The survey has the colours of the chat's window. */
export const lookOptions = queryOptions({
	queryKey: ['csat-look'],
	queryFn: ({ signal }): Promise<ChatWidgetConfig> =>
		signedRequest('GET', '/api/admin/support/chat/config', { signal }),
});
