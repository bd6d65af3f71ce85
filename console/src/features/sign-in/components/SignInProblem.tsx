/* Why a sign-in failed, in words; a throttled one counts down. */
import { Alert } from '@mantine/core';
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

function describe(problem: Refusal, secondsLeft: number): string | null {
	const words = texts().signIn;
	switch (problem.code) {
		case 'signed_out':
			return words.wrong;
		case 'too_many':
			if (secondsLeft === 0) return null;
			return `${texts().throttled(formatClock(secondsLeft))} ${words.elsewhere}`;
		case 'away':
		case 'busy':
		case 'upgrading':
			return words.away;
		case 'invalid':
		case 'field':
			return words.wrong;
		default:
			return words.failed;
	}
}

export function SignInProblem(props: { problem: Refusal | null; secondsLeft: number }) {
	const text = props.problem && describe(props.problem, props.secondsLeft);
	if (!text) return null;
	return (
		<Alert color="red" role="alert" py="xs">
			{text}
		</Alert>
	);
}
