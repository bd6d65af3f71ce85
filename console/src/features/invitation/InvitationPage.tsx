/*
 * Where an invitation's link leads: it says who invites whom, takes a password, and signs in. The token
 * stands behind the address's #, which no request carries, and goes from there once it was used.
 */
import { Alert, Anchor, Button, Center, Loader, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { signIn } from '../../api/account';
import { asRefusal, type Refusal, request } from '../../api/http';
import type { InvitationAccepted, InvitationSeen, SignedIn } from '../../api/types';
import { SIGN_IN_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { Door, DoorTitle } from '../../ui/Door';
import { formatClock } from '../../ui/format';
import { ListProblem } from '../../ui/ListProblem';
import { Named } from '../../ui/Named';
import { navigate } from '../../ui/place';
import { setTitle } from '../../ui/title';
import { texts } from './texts';

/* As the server has it. */
const LEAST = 10;

interface Props {
	enter: (me: SignedIn) => void;
}

function readToken(): string {
	return location.hash.slice(1);
}

/* Signing in is as from the sign-in page: who needs more than a password goes on there. */
async function join(token: string, password: string): Promise<SignedIn | null> {
	const { email, tenantId } = await request<InvitationAccepted>(
		'POST',
		'/api/admin/invitation/accept',
		{ body: { token, password } },
	);
	history.replaceState(history.state, '', location.pathname);
	const answer = await signIn({ email, password, tenantId }).catch(() => null);
	return answer && 'agent' in answer ? answer : null;
}

export default function InvitationPage({ enter }: Props) {
	const { invitation: words, app } = texts();
	const [token] = useState(readToken);
	useEffect(() => setTitle(words.title), [words]);
	const seen = useQuery({
		queryKey: ['invitation', token],
		queryFn: ({ signal }) =>
			request<InvitationSeen>('POST', '/api/admin/invitation', { body: { token }, signal }),
		staleTime: Infinity,
	});
	return (
		<Door>
			{seen.isPending && (
				<Center>
					<Loader aria-label={app.loading} />
				</Center>
			)}
			{seen.isError && (
				<Missing refusal={asRefusal(seen.error)} retry={() => void seen.refetch()} />
			)}
			{seen.data && <Join token={token} seen={seen.data} enter={enter} />}
		</Door>
	);
}

function Missing({ refusal, retry }: { refusal: Refusal; retry: () => void }) {
	const words = texts().invitation;
	if (refusal.code !== 'absent' && refusal.code !== 'invalid')
		return <ListProblem text={words.away} retry={retry} />;
	return (
		<>
			<DoorTitle title={words.overTitle}>{words.overText}</DoorTitle>
			<Anchor component={AppLink} href={SIGN_IN_PATH}>
				{words.signIn}
			</Anchor>
		</>
	);
}

function describe({ code, retryAfterMs }: Refusal): string {
	const words = texts().invitation;
	if (code === 'too_many')
		return texts().throttled(formatClock(Math.ceil((retryAfterMs ?? 30_000) / 1000)));
	const sentences: Record<string, string> = {
		denied: words.wrong,
		invalid: words.weak,
		absent: words.overText,
		away: words.away,
		busy: words.away,
	};
	return sentences[code] ?? words.failed;
}

function Join({ token, seen, enter }: { token: string; seen: InvitationSeen } & Props) {
	const words = texts().invitation;
	const { hasPassword } = seen;
	const [password, setPassword] = useState('');
	const joining = useMutation({
		mutationFn: () => join(token, password),
		onSuccess: (me) => (me ? enter(me) : navigate(SIGN_IN_PATH, { replace: true })),
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		joining.mutate();
	}

	return (
		<form onSubmit={submit}>
			<DoorTitle title={words.title}>
				<Named sentence={words.text} name={seen.tenantName} />{' '}
				<Named sentence={words.as} name={seen.name} />
			</DoorTitle>
			<Stack>
				{joining.isError && (
					<Alert color="red" role="alert" py="xs">
						{describe(asRefusal(joining.error))}
					</Alert>
				)}
				<TextInput label={words.email} name="email" autoComplete="username" readOnly value={seen.email} />
				<PasswordInput
					label={hasPassword ? words.existing : words.choose}
					description={hasPassword ? words.existingHint : words.chooseHint(LEAST)}
					name="password"
					autoComplete={hasPassword ? 'current-password' : 'new-password'}
					required
					withAsterisk={false}
					autoFocus
					minLength={hasPassword ? undefined : LEAST}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" size="md" mt="xs" loading={joining.isPending}>
					{words.submit}
				</Button>
			</Stack>
		</form>
	);
}
