/* Signing out, and what goes with it: what one was writing, and who one was. */
import { useQueryClient } from '@tanstack/react-query';
import { hasExpired, ME_KEY, signOut } from '../api/account';
import { SIGN_IN_PATH } from '../ui/addresses';
import { clearDrafts } from '../ui/drafts';
import { showNotice } from '../ui/notices';
import { navigate } from '../ui/place';
import { texts } from './texts';

export function useSignOut(): (everywhere: boolean) => Promise<void> {
	const client = useQueryClient();
	return async (everywhere) => {
		try {
			await signOut(everywhere);
			clearDrafts();
			client.setQueryData(ME_KEY, null);
			hasExpired.set(false);
			navigate(SIGN_IN_PATH, { replace: true });
		} catch {
			showNotice({ tone: 'error', text: texts().header.signOutFailed });
		}
	};
}
