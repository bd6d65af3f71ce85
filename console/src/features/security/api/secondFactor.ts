/* One's own second factor. */
import { useQuery } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import type { RecoveryCodes, SecondFactor, SecondFactorSecret } from '../../../api/types';

const PATH = '/api/admin/second-factor';

export const SECOND_FACTOR_KEY = ['second-factor'] as const;

export function useSecondFactor() {
	return useQuery({
		queryKey: SECOND_FACTOR_KEY,
		queryFn: ({ signal }) => signedRequest<SecondFactor>('GET', PATH, { signal }),
	});
}

export function beginSecondFactor(currentPassword: string): Promise<SecondFactorSecret> {
	return signedRequest('POST', PATH, { body: { currentPassword } });
}

export function confirmSecondFactor(code: string): Promise<RecoveryCodes> {
	return signedRequest('POST', `${PATH}/confirm`, { body: { code } });
}

export function makeRecoveryCodes(code: string): Promise<RecoveryCodes> {
	return signedRequest('POST', `${PATH}/recovery-codes`, { body: { code } });
}

export function turnSecondFactorOff(currentPassword: string, code: string): Promise<void> {
	return signedRequest('POST', `${PATH}/off`, { body: { currentPassword, code } });
}
