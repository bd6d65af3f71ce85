/* Where the widget may stand. */
import { queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../api/http';
import type { OriginList } from '../../api/types';

const PATH = '/api/admin/support/origins';

/* Pages are seen while one looks. */
const LOOK_MS = 10_000;

export const originsOptions = queryOptions({
	queryKey: ['origins'],
	queryFn: ({ signal }) => signedRequest<OriginList>('GET', PATH, { signal }),
	refetchInterval: LOOK_MS,
});

export function allow(origin: string): Promise<OriginList> {
	return signedRequest('POST', PATH, { body: { origin } });
}

export function remove(origin: string): Promise<OriginList> {
	return signedRequest('DELETE', `${PATH}?origin=${encodeURIComponent(origin)}`);
}
