/* The provider by which the people of the desk sign in. */
import { useQuery } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { ProviderTest, SignInProviderSettings, SignInProviderWish } from '../../../api/types';

const PATH = '/api/admin/support/sign-in-provider';

export const PROVIDER_KEY = ['sign-in provider settings'] as const;

export function useProviderSettings() {
	return useQuery({
		queryKey: PROVIDER_KEY,
		queryFn: ({ signal }) => signedRequest<SignInProviderSettings>('GET', PATH, { signal }),
	});
}

export function setProvider(wish: SignInProviderWish): Promise<SignInProviderSettings> {
	return signedRequest('PATCH', PATH, { body: wish });
}

export function removeProvider(): Promise<void> {
	return signedRequest('DELETE', PATH);
}

export function tryProvider(issuer: string): Promise<ProviderTest> {
	return signedRequest('POST', `${PATH}/try`, { body: { issuer } });
}

export function unlink(agentId: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/links/${agentId}`);
}
