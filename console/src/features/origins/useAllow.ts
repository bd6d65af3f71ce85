/* Allows an origin; the answer is what is allowed now. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showNotice } from '../../ui/notices';
import { allow, originsOptions } from './api';
import { texts } from './texts';

export function useAllow(done: () => void = () => {}) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: allow,
		onSuccess: (now) => {
			client.setQueryData(originsOptions.queryKey, now);
			showNotice({ text: texts().origins.allowed });
			done();
		},
	});
}
