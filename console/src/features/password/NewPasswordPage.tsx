/* Where the link of a forgotten password leads: it takes a new one, and leads on to signing in. */
import { Alert, Anchor, Button, Center, Loader, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ME_KEY } from '../../api/account';
import { asRefusal, request } from '../../api/http';
import type { PasswordLinkSeen } from '../../api/types';
import { FORGOTTEN_PATH, SIGN_IN_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { Door, DoorTitle } from '../../ui/Door';
import { ListProblem } from '../../ui/ListProblem';
import { Named } from '../../ui/Named';
import { setTitle } from '../../ui/title';
import { describe } from './problem';
import { texts } from './texts';
import { useToken } from './token';

/* As the server has it. */
const LEAST = 10;

const look = (token: string, signal: AbortSignal) =>
	request<PasswordLinkSeen>('POST', '/api/admin/password/link', { body: { token }, signal });

const isOver = (error: unknown) => ['absent', 'invalid'].includes(asRefusal(error).code);

export default function NewPasswordPage() {
	const { reset: words, app } = texts();
	const token = useToken();
	const [used, setUsed] = useState<string>();
	useEffect(() => setTitle(words.title), [words]);
	const seen = useQuery({
		queryKey: ['password-link', token],
		queryFn: ({ signal }) => look(token, signal),
		staleTime: Infinity,
	});
	return (
		<Door>
			{used === token ? (
				<Done />
			) : seen.data ? (
				<Choose key={token} token={token} email={seen.data.email} done={() => setUsed(token)} />
			) : seen.isPending ? (
				<Center>
					<Loader aria-label={app.loading} />
				</Center>
			) : isOver(seen.error) ? (
				<Over />
			) : (
				<ListProblem text={texts().password.away} retry={() => void seen.refetch()} />
			)}
		</Door>
	);
}

function Over() {
	const words = texts().reset;
	return (
		<>
			<DoorTitle title={words.overTitle}>{words.over}</DoorTitle>
			<Anchor component={AppLink} href={FORGOTTEN_PATH}>
				{words.another}
			</Anchor>
		</>
	);
}

function Done() {
	const words = texts().reset;
	return (
		<div role="status">
			<DoorTitle title={words.doneTitle}>{words.done}</DoorTitle>
			<Anchor component={AppLink} href={SIGN_IN_PATH}>
				{texts().password.signIn}
			</Anchor>
		</div>
	);
}

interface Props {
	token: string;
	email: string;
	done: () => void;
}

function Choose({ token, email, done }: Props) {
	const words = texts().reset;
	const client = useQueryClient();
	const [password, setPassword] = useState('');
	const choosing = useMutation({
		mutationFn: () =>
			request<void>('POST', '/api/admin/password/reset', { body: { token, password } }),
		onSuccess: () => {
			/* Whoever was signed in here is not any more. */
			client.setQueryData(ME_KEY, null);
			done();
		},
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		choosing.mutate();
	}

	return (
		<form onSubmit={submit}>
			<DoorTitle title={words.title}>
				<Named sentence={words.text} name={email} />
			</DoorTitle>
			<Stack>
				{choosing.isError && (
					<Alert color="red" role="alert" py="xs">
						{describe(choosing.error, {
							invalid: words.weak,
							absent: `${words.overTitle}. ${words.over}`,
						})}
					</Alert>
				)}
				<TextInput label={words.email} name="email" autoComplete="username" readOnly value={email} />
				<PasswordInput
					label={words.password}
					description={words.hint(LEAST)}
					name="password"
					autoComplete="new-password"
					required
					withAsterisk={false}
					autoFocus
					minLength={LEAST}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				<Button type="submit" size="md" mt="xs" loading={choosing.isPending}>
					{words.submit}
				</Button>
			</Stack>
		</form>
	);
}
