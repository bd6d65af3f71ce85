/*
 * Where the provider sends people back to: what it sent along is shown to the server, once, and stays in
 * no address. Who has a second factor shows a code next; what went wrong is said, with the way to try again.
 */
import { Anchor, Center, Loader, Stack } from '@mantine/core';
import { Cookie } from 'lucide-react';
import { useEffect, useState } from 'react';
import { SIGN_IN_CALLBACK_PATH, SIGN_IN_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { Door, DoorTitle } from '../../ui/Door';
import { currentPlace, navigate } from '../../ui/place';
import { setTitle } from '../../ui/title';
import { CodeForm } from './components/CodeForm';
import { Notice } from './components/Notice';
import { ProviderButton } from './components/ProviderButton';
import { SignInProblem, useThrottle } from './components/SignInProblem';
import { finish, readReturn, recallNext, tenantOf, useProvider } from './provider';
import { texts } from './texts';
import { type Enter, useSignIn } from './useSignIn';

/* The address, where one goes on from, without what nobody else is to read. */
function cleanAddress(next: string | null): string {
	return next ? `${SIGN_IN_CALLBACK_PATH}?next=${encodeURIComponent(next)}` : SIGN_IN_CALLBACK_PATH;
}

/* What came along, taken once: whoever looks again has none of it. */
function useReturn(): ReturnType<typeof readReturn> {
	const [returned] = useState(() => readReturn(currentPlace().query));
	return returned;
}

export default function CallbackPage({ enter }: { enter: Enter }) {
	const words = texts().signIn;
	const returned = useReturn();
	const { pending, problem, isForgotten, isBusy, ...does } = useSignIn(enter);
	const [isBegun, setBegun] = useState(false);
	useEffect(() => setTitle(words.title), [words]);
	useEffect(() => {
		navigate(cleanAddress(recallNext()), { replace: true });
		setBegun(true);
		void does.go(finish(returned));
	}, []); // once, however often the page is drawn
	if (pending)
		return (
			<Door>
				<DoorTitle title={words.titles.code}>{words.subtitles.code}</DoorTitle>
				<CodeForm
					problem={problem}
					isBusy={isBusy}
					submit={does.showCode}
					startOver={() => navigate(SIGN_IN_PATH, { replace: true })}
				/>
			</Door>
		);
	return (
		<Door>
			<DoorTitle title={words.title}>{words.subtitles.provider}</DoorTitle>
			{isForgotten && (
				<Notice color="red" icon={<Cookie size={18} />} title={words.forgottenTitle}>
					{words.forgottenProvider}
				</Notice>
			)}
			{problem || isForgotten ? (
				<Failed problem={problem} />
			) : (
				<Center p="lg">{(isBusy || !isBegun) && <Loader aria-label={texts().app.loading} />}</Center>
			)}
		</Door>
	);
}

function Failed({ problem }: { problem: ReturnType<typeof useSignIn>['problem'] }) {
	const words = texts().signIn;
	const tenantId = tenantOf(new URLSearchParams());
	const provider = useProvider(tenantId);
	const secondsLeft = useThrottle(problem);
	return (
		<Stack>
			<SignInProblem problem={problem} secondsLeft={secondsLeft} wrong={words.failed} />
			{tenantId && provider.data && (
				<ProviderButton
					tenantId={tenantId}
					label={provider.data.label}
					next={recallNext()}
					isFirst
					asksAgain={problem?.code === 'provider_stranger'}
				/>
			)}
			<Anchor component={AppLink} href={SIGN_IN_PATH}>
				{words.otherWay}
			</Anchor>
		</Stack>
	);
}
