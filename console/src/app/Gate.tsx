/* Decides by who is here and what the address says which page is shown. */
import { Center, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasExpired, ME_KEY, useMe } from '../api/account';
import { onSignedOut } from '../api/http';
import { DeskProvider } from '../features/chat/live/DeskProvider';
import { texts } from '../locale';
import { ChatPage } from '../features/chat/ChatPage';
import { MissingPage } from './MissingPage';
import { ServerAway } from './ServerAway';
import { SignInPage } from '../features/sign-in/SignInPage';
import {
	CHAT_PATH,
	currentAddress,
	matchChat,
	navigate,
	safeNext,
	SIGN_IN_PATH,
	signInAddress,
	usePlace,
} from '../ui/place';

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

export function Gate() {
	useExpiry();
	const me = useMe();
	const place = usePlace();
	/* Asking again after a failure is the away page's affair: it stays while it does. */
	if (me.isPending && me.errorUpdateCount === 0)
		return (
			<Center component="main" h="100%">
				<Loader aria-label={texts().app.loading} />
			</Center>
		);
	if (me.data === undefined) return <ServerAway retry={() => void me.refetch()} />;
	if (me.data === null)
		return place.path === SIGN_IN_PATH ? (
			<SignInPage />
		) : (
			<Redirect to={signInAddress(currentAddress())} />
		);
	if (place.path === SIGN_IN_PATH) return <Redirect to={safeNext(place.query)} />;
	if (/^\/admin(\/support)?\/?$/.test(place.path)) return <Redirect to={CHAT_PATH} />;
	const chat = matchChat(place.path);
	if (!chat) return <MissingPage />;
	return (
		<DeskProvider key={`${me.data.tenant.id}.${me.data.user.id}`} me={me.data}>
			<ChatPage sessionId={chat.sessionId} showsDetails={place.query.has('details')} />
		</DeskProvider>
	);
}

function Redirect({ to }: { to: string }) {
	useEffect(() => navigate(to, { replace: true }), [to]);
	return null;
}
