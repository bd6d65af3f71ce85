/* Signing in and out, and who one is. */
import { useQuery } from '@tanstack/react-query';
import { Store } from '../ui/store';
import { Refusal, request } from './http';
import type { CodeWanted, ProviderWanted, SignedIn, TenantChoice } from './types';

export const ME_KEY = ['me'] as const;

/* Whether the last sign-in ended without its owner's wish: the sign-in page says so. */
export const hasExpired = new Store(false);

export interface Credentials {
	email: string;
	password: string;
	tenantId?: string;
}

export function signIn(
	credentials: Credentials,
): Promise<SignedIn | TenantChoice | CodeWanted | ProviderWanted> {
	return request('POST', '/api/admin/sign-in', { body: credentials });
}

export function signInByCode(pendingToken: string, code: string): Promise<SignedIn> {
	return request('POST', '/api/admin/sign-in/code', { body: { pendingToken, code } });
}

export function signOut(everywhere: boolean): Promise<void> {
	return request('POST', '/api/admin/sign-out', { body: { everywhere } });
}

export function changePassword(currentPassword: string, newPassword: string): Promise<void> {
	return request('POST', '/api/admin/password', { body: { currentPassword, newPassword } });
}

/* Null: not signed in. That is an answer, not a failure. */
export async function fetchMe(): Promise<SignedIn | null> {
	try {
		return await request<SignedIn>('GET', '/api/admin/me');
	} catch (error) {
		if (error instanceof Refusal && error.status === 401) return null;
		throw error;
	}
}

export function useMe() {
	return useQuery({ queryKey: ME_KEY, queryFn: fetchMe, staleTime: Infinity });
}
