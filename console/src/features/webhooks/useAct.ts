/* Does something about a webhook; whatever came of it, what was read of them is read again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { showNotice } from '../../ui/notices';
import { WEBHOOKS_KEY } from './api/webhooks';
import { texts } from './texts';

interface Words {
	done?: string;
	/** Where its state does not allow it. */
	state?: string;
}

export function useAct<Answer, Said = void>(
	act: (said: Said) => Promise<Answer>,
	{ done, state }: Words = {},
) {
	const client = useQueryClient();
	const words = texts().webhooks;
	return useMutation({
		mutationFn: act,
		onSuccess: () => done && showNotice({ text: done }),
		onError: (error) => {
			const { code } = asRefusal(error);
			const text = code === 'absent' ? words.gone : code === 'state' ? state : undefined;
			showNotice({ tone: 'error', text: text ?? words.failed });
		},
		onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS_KEY }),
	});
}
