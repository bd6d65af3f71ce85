/*
 * Sign-in: e-mail and password, then the tenant where the e-mail has several. Says what is wrong in
 * words: wrong, throttled with the time left, server away, a page that cannot work, or a browser that
 * does not keep the cookie.
 */
import { Alert, Paper, Text, Title } from '@mantine/core';
import { Cookie, Hourglass, LockKeyholeOpen } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { type Credentials, fetchMe, hasExpired, signIn } from '../../api/account';
import { asRefusal, type Refusal } from '../../api/http';
import type { SignedIn, TenantChoice } from '../../api/types';
import { Logo } from '../../ui/Logo';
import { useStore } from '../../ui/store';
import { setTitle } from '../../ui/title';
import { CredentialsForm } from './components/CredentialsForm';
import { TenantChooser } from './components/TenantChooser';
import classes from './SignInPage.module.css';
import { texts } from './texts';

type Choice = TenantChoice['choose'];
type Enter = (me: SignedIn) => void;

function useSignIn(enter: Enter) {
	const [credentials, setCredentials] = useState<Credentials | null>(null);
	const [choice, setChoice] = useState<Choice | null>(null);
	const [problem, setProblem] = useState<Refusal | null>(null);
	const [isForgotten, setForgotten] = useState(false);
	const [isBusy, setBusy] = useState(false);

	/* What the next request will show: whether the browser has kept who one is. */
	async function check(answer: SignedIn): Promise<void> {
		const me = await fetchMe();
		setForgotten(me === null);
		if (me === null) hasExpired.set(false);
		else enter(answer);
	}

	async function submit(next: Credentials): Promise<void> {
		setBusy(true);
		setProblem(null);
		setForgotten(false);
		setCredentials(next);
		try {
			const answer = await signIn(next);
			if ('choose' in answer) setChoice(answer.choose);
			else await check(answer);
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

	return { choice, problem, isForgotten, isBusy, submit, choose, startOver };
}

export default function SignInPage({ enter }: { enter: Enter }) {
	const { signIn: words, app } = texts();
	const isExpired = useStore(hasExpired);
	useEffect(() => setTitle(words.title), [words]);
	const { choice, problem, isForgotten, isBusy, submit, choose, startOver } = useSignIn(enter);
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
				{!window.isSecureContext && (
					<Notice color="red" icon={<LockKeyholeOpen size={18} />} title={words.insecureTitle}>
						{words.insecureText}
					</Notice>
				)}
				{isForgotten && (
					<Notice color="red" icon={<Cookie size={18} />} title={words.forgottenTitle}>
						{words.forgotten}
					</Notice>
				)}
				{isExpired && !choice && (
					<Notice color="yellow" icon={<Hourglass size={18} />}>
						{words.expired}
					</Notice>
				)}
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

interface NoticeProps {
	color: string;
	icon: ReactNode;
	title?: string;
	children: ReactNode;
}

function Notice({ color, icon, title, children }: NoticeProps) {
	return (
		<Alert
			color={color}
			mb="md"
			role="alert"
			icon={<span aria-hidden="true">{icon}</span>}
			title={title}
		>
			{children}
		</Alert>
	);
}
