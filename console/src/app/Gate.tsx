/* Decides by who is here and what the address says which page is shown. */
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { hasExpired, ME_KEY, useMe } from '../api/account';
import { onSignedOut } from '../api/http';
import type { SignedIn } from '../api/types';
import {
	FORGOTTEN_PATH,
	HOME_PATH,
	INVITATION_PATH,
	NEW_PASSWORD_PATH,
	SIGN_IN_CALLBACK_PATH,
	SIGN_IN_PATH,
} from '../ui/addresses';
import { currentAddress, currentPlace, navigate, type Place, usePlace } from '../ui/place';
import { Loading } from './Loading';
import { type Page, page } from './pages';
import { Redirect } from './Redirect';
import { isHome, match } from './routes';
import { ServerAway } from './ServerAway';

type Enter = { enter: (me: SignedIn) => void };

/* The pages in front of the console, of which sign-in is for who has not signed in alone. */
const signIn = page<Enter>(() => import('../features/sign-in/SignInPage'));
const OUTSIDE: Readonly<Record<string, Page<Enter>>> = {
	[INVITATION_PATH]: page<Enter>(() => import('../features/invitation/InvitationPage')),
	[FORGOTTEN_PATH]: page<Enter>(() => import('../features/password/ForgottenPage')),
	[NEW_PASSWORD_PATH]: page<Enter>(() => import('../features/password/NewPasswordPage')),
	[SIGN_IN_CALLBACK_PATH]: page<Enter>(() => import('../features/sign-in/CallbackPage')),
};
const inside = page<{ me: SignedIn }>(() => import('./Inside'));
const enrolling = page<{ me: SignedIn }>(() => import('./Enrolling'));

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
	const outside = place.path === SIGN_IN_PATH ? signIn : OUTSIDE[place.path];
	if (outside) return outside.preload();
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
			{me.data === null || OUTSIDE[place.path] ? (
				<Outside place={place} />
			) : (
				<Within me={me.data} place={place} />
			)}
		</Suspense>
	);
}

function Outside({ place }: { place: Place }) {
	const client = useQueryClient();
	function enter(me: SignedIn): void {
		hasExpired.set(false);
		client.setQueryData(ME_KEY, me);
		/* As the address is by now: a page may have cleaned it. */
		navigate(safeNext(currentPlace().query), { replace: true });
	}
	const outside = place.path === SIGN_IN_PATH ? signIn : OUTSIDE[place.path];
	if (outside) return <outside.Page enter={enter} />;
	return <Redirect to={signInAddress(currentAddress())} />;
}

function Within({ me, place }: { me: SignedIn; place: Place }) {
	if (place.path === SIGN_IN_PATH) return <Redirect to={safeNext(place.query)} />;
	if (me.user.mustEnrol) return <enrolling.Page me={me} />;
	if (isHome(place)) return <Redirect to={HOME_PATH} />;
	return <inside.Page key={`${me.tenant.id}.${me.user.id}`} me={me} />;
}
