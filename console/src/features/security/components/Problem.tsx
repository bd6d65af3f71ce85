/* Why something of the second factor was refused, in words. */
import { Alert } from '@mantine/core';
import { asRefusal } from '../../../api/http';
import { formatClock } from '../../../ui/format';
import { texts } from '../texts';

const DEFAULT_THROTTLE_MS = 30_000;

/* `wrong`: what it means that the server does not believe what was typed. */
function describe(error: unknown, wrong: string): string {
	const problem = asRefusal(error);
	if (problem.code === 'denied') return wrong;
	if (problem.code === 'state') return texts().secondFactor.changed;
	if (problem.code === 'too_many')
		return texts().throttled(
			formatClock(Math.ceil((problem.retryAfterMs ?? DEFAULT_THROTTLE_MS) / 1000)),
		);
	return texts().secondFactor.failed;
}

export function Problem({ error, wrong }: { error: unknown; wrong: string }) {
	if (!error) return null;
	return (
		<Alert color="red" role="alert" py="xs">
			{describe(error, wrong)}
		</Alert>
	);
}
