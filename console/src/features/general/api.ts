/* What the desk is called, and what it allows itself. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../api/http';
import type { TenantSettings, TenantSettingsChange } from '../../api/types';

const PATH = '/api/admin/support/settings';

function fetchSettings(signal?: AbortSignal): Promise<TenantSettings> {
	return signedRequest('GET', PATH, { signal });
}

/* Read whenever the page is shown: a form is filled with it. */
export const settingsOptions = queryOptions({
	queryKey: ['settings'],
	queryFn: ({ signal }) => fetchSettings(signal),
	gcTime: 0,
});

export function readSettings(): Promise<TenantSettings> {
	return fetchSettings();
}

export function changeSettings(change: TenantSettingsChange): Promise<TenantSettings> {
	return signedRequest('PATCH', PATH, { body: change });
}
