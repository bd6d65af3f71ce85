/* The keys of the merchant's servers. */
import { useQuery } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { ApiKey, ApiKeyList, ApiKeyMade } from '../../../api/types';

const PATH = '/api/admin/support/api-keys';

export const KEYS_KEY = ['api-keys'] as const;

export interface Wish {
	name: string;
	scopes: string[];
	expiresInDays?: number;
}

export function useKeys() {
	return useQuery({
		queryKey: KEYS_KEY,
		queryFn: ({ signal }) => signedRequest<ApiKeyList>('GET', PATH, { signal }),
	});
}

export function createKey(wish: Wish): Promise<ApiKeyMade> {
	return signedRequest('POST', PATH, { body: wish });
}

export function revokeKey({ id }: ApiKey): Promise<void> {
	return signedRequest('POST', `${PATH}/${id}/revoke`);
}
