/* How far the desk is set up. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../api/http';
import type { SetupChecklist } from '../../api/types';

const PATH = '/api/admin/support/setup';

export const checklistOptions = queryOptions({
	queryKey: ['setup'],
	queryFn: ({ signal }) => signedRequest<SetupChecklist>('GET', PATH, { signal }),
	refetchOnWindowFocus: true,
});

export function setDismissed(isDismissed: boolean): Promise<SetupChecklist> {
	return signedRequest('PATCH', PATH, { body: { isDismissed } });
}
