/* Why a sign-in failed, in words; a throttled one counts down. */
import { Alert, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Refusal } from '../../../api/http';
import { useNow, serverNowMs } from '../../../ui/clock';
import { formatClock } from '../../../ui/format';
import { texts } from '../texts';

const DEFAULT_THROTTLE_MS = 30_000;

/* The seconds until the next attempt may be made; 0: now. */
export function useThrottle(problem: Refusal | null): number {
	const nowMs = useNow();
	const [until, setUntil] = useState(0);
	useEffect(() => {
		const isThrottled = problem?.code === 'too_many';
		setUntil(isThrottled ? serverNowMs() + (problem.retryAfterMs ?? DEFAULT_THROTTLE_MS) : 0);
	}, [problem]);
	return Math.max(0, Math.ceil((until - Math.max(nowMs, serverNowMs())) / 1000));
}

function describe(problem: Refusal, secondsLeft: number, wrong: string): string | null {
	const words = texts().signIn;
	switch (problem.code) {
		case 'signed_out':
			return wrong;
		case 'too_many':
			if (secondsLeft === 0) return null;
			return `${texts().throttled(formatClock(secondsLeft))} ${words.elsewhere}`;
		case 'away':
		case 'busy':
		case 'upgrading':
			return words.away;
		case 'provider_away':
			return words.providerAway;
		case 'provider_refused':
			return words.providerRefused;
		case 'provider_stale':
			return words.providerStale;
		case 'provider_stranger':
			return words.providerStranger;
		case 'invalid':
		case 'field':
			return wrong;
		default:
			return words.failed;
	}
}

interface Props {
	problem: Refusal | null;
	secondsLeft: number;
	/** What it means that the server does not believe what was shown. */
	wrong?: string;
}

export function SignInProblem({ problem, secondsLeft, wrong = texts().signIn.wrong }: Props) {
	const text = problem && describe(problem, secondsLeft, wrong);
	const isProviders = problem?.code.startsWith('provider_');
	if (!text) return null;
	return (
		<Alert color="red" role="alert" py="xs">
			{text}
			{isProviders && problem?.problem.detail && (
				<Text size="sm" mt={4} lang="en">
					<bdi>{problem.problem.detail}.</bdi>
				</Text>
			)}
		</Alert>
	);
}
