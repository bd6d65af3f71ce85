/*
 * The provider by which the people of a desk sign in. Which desk it is, the address of the page says; a
 * browser in which somebody has come by a provider remembers it.
 */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Refusal, request } from '../../api/http';
import type { CodeWanted, ProviderLocation, ProviderShown, SignedIn } from '../../api/types';

const PATH = '/api/admin/sign-in/provider';
const TENANT_KEY = 'frontdesk.signInTenant';
const NEXT_KEY = 'frontdesk.signInNext';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/* Storage may be denied: then nothing is remembered. */
function recall(storage: () => Storage, key: string): string | null {
	try {
		return storage().getItem(key);
	} catch {
		return null;
	}
}

function remember(storage: () => Storage, key: string, value: string): void {
	try {
		storage().setItem(key, value);
	} catch {
		/* the page works without */
	}
}

const lasting = () => localStorage;
const ofTheTab = () => sessionStorage;

/* Whose sign-in page this is, if that is known. */
export function tenantOf(query: URLSearchParams): string | null {
	const tenantId = query.get('tenant') ?? recall(lasting, TENANT_KEY);
	return tenantId && UUID.test(tenantId) ? tenantId : null;
}

async function fetchProvider(tenantId: string, signal: AbortSignal): Promise<ProviderShown | null> {
	try {
		return await request<ProviderShown>('GET', `${PATH}?tenantId=${tenantId}`, { signal });
	} catch (error) {
		if (error instanceof Refusal && error.status === 404) return null;
		throw error;
	}
}

/* Null: the desk has none. */
export function useProvider(tenantId: string | null) {
	return useQuery({
		queryKey: ['sign-in provider', tenantId],
		queryFn: ({ signal }) => fetchProvider(tenantId ?? '', signal),
		enabled: tenantId !== null,
	});
}

/* Leaves for the provider: the page stays until it is another. `asksAgain`: it is to ask who one is, though it
 * may know somebody. */
export function useLeaving(next: string | null, asksAgain: boolean) {
	return useMutation({
		mutationFn: async (tenantId: string) => {
			const { location: to } = await request<ProviderLocation>('POST', PATH, {
				body: { tenantId, asksAgain },
			});
			remember(lasting, TENANT_KEY, tenantId);
			remember(ofTheTab, NEXT_KEY, next ?? '');
			location.assign(to);
			await new Promise<never>(() => {});
		},
	});
}

/* What the provider has sent the browser back with, and where it was going. */
export function readReturn(query: URLSearchParams) {
	const member = (name: string) => query.get(name) ?? undefined;
	return {
		state: member('state') ?? '',
		code: member('code'),
		iss: member('iss'),
		error: member('error'),
	};
}

export function recallNext(): string | null {
	return recall(ofTheTab, NEXT_KEY) || null;
}

export function finish(returned: ReturnType<typeof readReturn>): Promise<SignedIn | CodeWanted> {
	return request('POST', `${PATH}/finish`, { body: returned });
}
