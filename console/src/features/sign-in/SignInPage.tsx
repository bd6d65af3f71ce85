/*
 * Sign-in: e-mail and password, then the tenant where the e-mail has several, then a code where the person
 * has a second factor; or by the provider of the desk. Says what is wrong in words: wrong, throttled with the
 * time left, server away, a page that cannot work, or a browser that does not keep the cookie.
 */
import { Button, Divider, Stack, Text } from '@mantine/core';
import { Cookie, Hourglass, KeyRound, LockKeyholeOpen } from 'lucide-react';
import { useEffect } from 'react';
import { hasExpired } from '../../api/account';
import { Door, DoorTitle } from '../../ui/Door';
import { usePlace } from '../../ui/place';
import { useStore } from '../../ui/store';
import { setTitle } from '../../ui/title';
import { CodeForm } from './components/CodeForm';
import { CredentialsForm } from './components/CredentialsForm';
import { Notice } from './components/Notice';
import { ProviderButton } from './components/ProviderButton';
import { TenantChooser } from './components/TenantChooser';
import { tenantOf, useProvider } from './provider';
import { texts } from './texts';
import { type Enter, useSignIn } from './useSignIn';

type SignIn = ReturnType<typeof useSignIn>;

function stepOf({ pending, wanted, choice }: SignIn) {
	if (pending) return 'code';
	if (wanted) return 'wanted';
	return choice ? 'choose' : 'credentials';
}

export default function SignInPage({ enter }: { enter: Enter }) {
	const words = texts().signIn;
	const isExpired = useStore(hasExpired);
	useEffect(() => setTitle(words.title), [words]);
	const signIn = useSignIn(enter);
	const step = stepOf(signIn);
	return (
		<Door>
			<DoorTitle title={words.titles[step]}>{words.subtitles[step]}</DoorTitle>
			{!window.isSecureContext && (
				<Notice color="red" icon={<LockKeyholeOpen size={18} />} title={words.insecureTitle}>
					{words.insecureText}
				</Notice>
			)}
			{signIn.isForgotten && (
				<Notice color="red" icon={<Cookie size={18} />} title={words.forgottenTitle}>
					{words.forgotten}
				</Notice>
			)}
			{isExpired && step === 'credentials' && (
				<Notice color="yellow" icon={<Hourglass size={18} />}>
					{words.expired}
				</Notice>
			)}
			<Step step={step} signIn={signIn} />
		</Door>
	);
}

function Step({ step, signIn }: { step: ReturnType<typeof stepOf>; signIn: SignIn }) {
	const { choice, problem, isBusy, startOver } = signIn;
	if (step === 'code')
		return (
			<CodeForm
				problem={problem}
				isBusy={isBusy}
				submit={signIn.showCode}
				startOver={startOver}
			/>
		);
	if (step === 'wanted') return <Wanted signIn={signIn} />;
	if (step === 'choose')
		return (
			<TenantChooser
				choice={choice ?? []}
				problem={problem}
				isBusy={isBusy}
				choose={signIn.choose}
				startOver={startOver}
			/>
		);
	return (
		<>
			<ByProvider />
			<CredentialsForm problem={problem} isBusy={isBusy} submit={signIn.submit} />
		</>
	);
}

/* Whoever has shown their password, which does not do here. */
function Wanted({ signIn: { wanted, startOver } }: { signIn: SignIn }) {
	const words = texts().signIn;
	const next = usePlace().query.get('next');
	if (!wanted) return null;
	return (
		<Stack gap="md">
			<Notice color="desk" icon={<KeyRound size={18} />}>
				{words.wanted(wanted.provider)}
			</Notice>
			<ProviderButton tenantId={wanted.tenantId} label={wanted.provider} next={next} isFirst />
			<Button variant="subtle" onClick={startOver}>
				{words.otherAccount}
			</Button>
		</Stack>
	);
}

/* In front of the password, where it is known whose people sign in here. */
function ByProvider() {
	const words = texts().signIn;
	const { query } = usePlace();
	const tenantId = tenantOf(query);
	const provider = useProvider(tenantId);
	if (!tenantId || !provider.data) return null;
	return (
		<Stack gap="md" mb="md">
			<ProviderButton
				tenantId={tenantId}
				label={provider.data.label}
				next={query.get('next')}
				isFirst={provider.data.isRequired}
			/>
			{provider.data.isRequired && (
				<Text size="sm" c="dimmed">
					{words.requiredHint}
				</Text>
			)}
			<Divider label={words.or} />
		</Stack>
	);
}
