/* Says whether one wants to hear of the checklist. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showNotice } from '../../ui/notices';
import { checklistOptions, setDismissed } from './api';
import { texts } from './texts';

export function useDismiss() {
	const client = useQueryClient();
	return useMutation({
		mutationFn: setDismissed,
		onSuccess: (now) => client.setQueryData(checklistOptions.queryKey, now),
		onError: () => showNotice({ tone: 'error', text: texts().setup.failed }),
	});
}
