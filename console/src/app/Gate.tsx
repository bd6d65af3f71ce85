/* Decides by who is here and what the address says which page is shown. */
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { hasExpired, ME_KEY, useMe } from '../api/account';
import { onSignedOut } from '../api/http';
import type { SignedIn } from '../api/types';
import { HOME_PATH, SIGN_IN_PATH } from '../ui/addresses';
import { currentAddress, navigate, type Place, usePlace } from '../ui/place';
import { Loading } from './Loading';
import { page } from './pages';
import { isHome, match } from './routes';
import { ServerAway } from './ServerAway';

const signIn = page<{ enter: (me: SignedIn) => void }>(
	() => import('../features/sign-in/SignInPage'),
);
const inside = page<{ me: SignedIn }>(() => import('./Inside'));

/* A sign-in that ends takes one to the sign-in page and remembers where one was. */
function useExpiry(): void {
	const client = useQueryClient();
	useEffect(() => {
		onSignedOut(() => {
			if (client.getQueryData(ME_KEY)) hasExpired.set(true);
			client.setQueryData(ME_KEY, null);
		});
	}, [client]);
}

/* What is likely to be shown begins to load while the server is asked who is here. */
export function preload(place: Place): void {
	if (place.path === SIGN_IN_PATH) return signIn.preload();
	inside.preload();
	match(isHome(place) ? { ...place, path: HOME_PATH } : place)?.route.preload();
}

function signInAddress(next: string): string {
	return `${SIGN_IN_PATH}?next=${encodeURIComponent(next)}`;
}

/* Where to go after sign-in: only ever a page of our own. */
function safeNext(query: URLSearchParams): string {
	const next = query.get('next') ?? '';
	const isOwn = next.startsWith('/admin/') && !next.startsWith(SIGN_IN_PATH);
	return isOwn ? next : HOME_PATH;
}

export function Gate() {
	useExpiry();
	const me = useMe();
	const place = usePlace();
	/* Asking again after a failure is the away page's affair: it stays while it does. */
	if (me.isPending && me.errorUpdateCount === 0) return <Loading />;
	if (me.data === undefined) return <ServerAway retry={() => void me.refetch()} />;
	return (
		<Suspense fallback={<Loading />}>
			{me.data === null ? <Outside place={place} /> : <Within me={me.data} place={place} />}
		</Suspense>
	);
}

function Outside({ place }: { place: Place }) {
	const client = useQueryClient();
	if (place.path !== SIGN_IN_PATH) return <Redirect to={signInAddress(currentAddress())} />;
	function enter(me: SignedIn): void {
		hasExpired.set(false);
		client.setQueryData(ME_KEY, me);
		navigate(safeNext(place.query), { replace: true });
	}
	return <signIn.Page enter={enter} />;
}

function Within({ me, place }: { me: SignedIn; place: Place }) {
	if (place.path === SIGN_IN_PATH) return <Redirect to={safeNext(place.query)} />;
	if (isHome(place)) return <Redirect to={HOME_PATH} />;
	return <inside.Page key={`${me.tenant.id}.${me.user.id}`} me={me} />;
}

function Redirect({ to }: { to: string }) {
	useEffect(() => navigate(to, { replace: true }), [to]);
	return null;
}
