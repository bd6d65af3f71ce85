/* Leads to another address, in the place of this one. */
import { useEffect } from 'react';
import { navigate } from '../ui/place';

export function Redirect({ to }: { to: string }) {
	useEffect(() => navigate(to, { replace: true }), [to]);
	return null;
}
