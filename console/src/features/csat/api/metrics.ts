/* What is read of the surveys: figures, agents, and the surveys themselves. All have one key, since an answer changes them all. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { signedRequest } from '../../../api/http';
import { nextCursor } from '../../../ui/pages';
import type { Span } from '../days';
import { countQuery, type Filter, listQuery } from '../filter';
import type { CSATAgentScores, CSATMetrics, CSATSurvey, Page } from '../../../api/types';

const PATH = '/api/admin/support/csat';

export const CSAT = 'csat';

export function metricsOptions(filter: Filter, span: Span) {
	const query = countQuery(filter, span).toString();
	return queryOptions({
		queryKey: [CSAT, 'metrics', query],
		queryFn: ({ signal }): Promise<CSATMetrics> => signedRequest('GET', `${PATH}?${query}`, { signal }),
		placeholderData: keepPreviousData,
	});
}

/* Everybody's, whoever is chosen: one compares them. */
export function agentsOptions({ team, channel }: Filter, span: Span) {
	const query = countQuery({ team, channel }, span).toString();
	return queryOptions({
		queryKey: [CSAT, 'agents', query],
		queryFn: ({ signal }): Promise<CSATAgentScores> =>
			signedRequest('GET', `${PATH}/agents?${query}`, { signal }),
		placeholderData: keepPreviousData,
	});
}

interface Asked {
	after?: string;
	limit?: number;
	signal?: AbortSignal;
}

export function fetchSurveys(
	filter: Filter,
	span: Span,
	{ after, limit = 25, signal }: Asked,
): Promise<Page<CSATSurvey>> {
	const query = listQuery(filter, span);
	query.set('limit', String(limit));
	if (after) query.set('after', after);
	return signedRequest('GET', `${PATH}/surveys?${query}`, { signal });
}

export function surveysOptions(filter: Filter, span: Span) {
	return infiniteQueryOptions({
		queryKey: [CSAT, 'surveys', listQuery(filter, span).toString()],
		queryFn: ({ pageParam, signal }) => fetchSurveys(filter, span, { after: pageParam, signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: nextCursor,
		placeholderData: keepPreviousData,
	});
}
