/* What the tenant wants of how its people sign in. */
import { useQuery } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { SecuritySettings } from '../../../api/types';

const PATH = '/api/admin/support/security';

export const SECURITY_KEY = ['security'] as const;

export function useSecuritySettings() {
	return useQuery({
		queryKey: SECURITY_KEY,
		queryFn: ({ signal }) => signedRequest<SecuritySettings>('GET', PATH, { signal }),
	});
}

export function changeSecuritySettings(settings: SecuritySettings): Promise<SecuritySettings> {
	return signedRequest('PATCH', PATH, { body: settings });
}
