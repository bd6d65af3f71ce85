/*
 * Sign-in: e-mail and password, then the tenant where the e-mail has several. Says what is wrong in
 * words: wrong, throttled with the time left, server away, or a page that cannot work.
 */
import { Alert, Paper, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Hourglass, LockKeyholeOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Credentials, hasExpired, ME_KEY, signIn } from '../../api/account';
import { asRefusal, type Refusal } from '../../api/http';
import type { SignedIn, TenantChoice } from '../../api/types';
import { navigate, safeNext, usePlace } from '../../ui/place';
import { CredentialsForm } from './components/CredentialsForm';
import { Logo } from '../../ui/Logo';
import { TenantChooser } from './components/TenantChooser';
import { useStore } from '../../ui/store';
import { texts } from '../../locale';
import classes from './SignInPage.module.css';

type Choice = TenantChoice['choose'];

function useSignIn() {
	const client = useQueryClient();
	const { query } = usePlace();
	const [credentials, setCredentials] = useState<Credentials | null>(null);
	const [choice, setChoice] = useState<Choice | null>(null);
	const [problem, setProblem] = useState<Refusal | null>(null);
	const [isBusy, setBusy] = useState(false);

	function enter(answer: SignedIn): void {
		hasExpired.set(false);
		client.setQueryData(ME_KEY, answer);
		navigate(safeNext(query), { replace: true });
	}

	async function submit(next: Credentials): Promise<void> {
		setBusy(true);
		setProblem(null);
		setCredentials(next);
		try {
			const answer = await signIn(next);
			if ('choose' in answer) setChoice(answer.choose);
			else enter(answer);
		} catch (error) {
			setProblem(asRefusal(error));
		} finally {
			setBusy(false);
		}
	}

	function startOver(): void {
		setChoice(null);
		setCredentials(null);
		setProblem(null);
	}

	function choose(tenantId: string): void {
		if (credentials) void submit({ ...credentials, tenantId });
	}

	return { choice, problem, isBusy, submit, choose, startOver };
}

export function SignInPage() {
	const { signIn: words, app } = texts();
	const isExpired = useStore(hasExpired);
	useEffect(() => {
		document.title = `${words.title} · ${app.name}`;
	}, [words, app]);
	const { choice, problem, isBusy, submit, choose, startOver } = useSignIn();
	return (
		<main className={classes.page}>
			<Paper className={classes.card} radius="lg">
				<div className={classes.brand}>
					<Logo size={36} />
					<span className={classes.name}>{app.name}</span>
				</div>
				<Title order={1} className={classes.title}>
					{choice ? words.chooseTitle : words.title}
				</Title>
				<Text className={classes.subtitle}>
					{choice ? words.chooseText : words.subtitle}
				</Text>
				{!window.isSecureContext && <InsecureNotice />}
				{isExpired && !choice && <ExpiredNotice />}
				{choice ? (
					<TenantChooser
						choice={choice}
						problem={problem}
						isBusy={isBusy}
						choose={choose}
						startOver={startOver}
					/>
				) : (
					<CredentialsForm problem={problem} isBusy={isBusy} submit={submit} />
				)}
			</Paper>
		</main>
	);
}

function InsecureNotice() {
	const words = texts().signIn;
	return (
		<Alert
			color="red"
			mb="md"
			icon={<LockKeyholeOpen size={18} aria-hidden="true" />}
			title={words.insecureTitle}
		>
			{words.insecureText}
		</Alert>
	);
}

function ExpiredNotice() {
	return (
		<Alert color="yellow" mb="md" icon={<Hourglass size={18} aria-hidden="true" />}>
			{texts().signIn.expired}
		</Alert>
	);
}
