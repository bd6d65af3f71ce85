/* The steps of signing in, and what each came to. */
import { useState } from 'react';
import { type Credentials, fetchMe, hasExpired, signIn, signInByCode } from '../../api/account';
import { asRefusal, type Refusal } from '../../api/http';
import type { CodeWanted, ProviderWanted, SignedIn, TenantChoice } from '../../api/types';

export type Enter = (me: SignedIn) => void;
type Answer = SignedIn | TenantChoice | CodeWanted | ProviderWanted;

export function useSignIn(enter: Enter) {
	const [credentials, setCredentials] = useState<Credentials | null>(null);
	const [choice, setChoice] = useState<TenantChoice['choose'] | null>(null);
	const [pending, setPending] = useState<CodeWanted | null>(null);
	const [wanted, setWanted] = useState<ProviderWanted | null>(null);
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

	async function go(step: Promise<Answer>): Promise<void> {
		setBusy(true);
		setProblem(null);
		setForgotten(false);
		try {
			const answer = await step;
			if ('choose' in answer) setChoice(answer.choose);
			else if ('pendingToken' in answer) setPending(answer);
			else if ('provider' in answer) setWanted(answer);
			else await check(answer);
		} catch (error) {
			setProblem(asRefusal(error));
		} finally {
			setBusy(false);
		}
	}

	function submit(next: Credentials): Promise<void> {
		setCredentials(next);
		return go(signIn(next));
	}

	function showCode(code: string): void {
		if (pending) void go(signInByCode(pending.pendingToken, code));
	}

	function startOver(): void {
		setPending(null);
		setChoice(null);
		setWanted(null);
		setCredentials(null);
		setProblem(null);
	}

	function choose(tenantId: string): void {
		if (credentials) void submit({ ...credentials, tenantId });
	}

	const does = { go, submit, choose, showCode, startOver };
	return { choice, pending, wanted, problem, isForgotten, isBusy, ...does };
}
