/* The way to the provider, and why it cannot be gone. */
import { Button, Stack } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { asRefusal } from '../../../api/http';
import { useLeaving } from '../provider';
import { texts } from '../texts';
import { SignInProblem, useThrottle } from './SignInProblem';

interface Props {
	tenantId: string;
	label: string;
	/** Where one goes on afterwards. */
	next: string | null;
	isFirst?: boolean;
	/** As somebody else, if need be. */
	asksAgain?: boolean;
}

export function ProviderButton({ tenantId, label, next, isFirst, asksAgain = false }: Props) {
	const leaving = useLeaving(next, asksAgain);
	const problem = leaving.error ? asRefusal(leaving.error) : null;
	const secondsLeft = useThrottle(problem);
	return (
		<Stack gap="md">
			<SignInProblem problem={problem} secondsLeft={secondsLeft} wrong={texts().signIn.failed} />
			<Button
				size="md"
				variant={isFirst ? 'filled' : 'default'}
				leftSection={<KeyRound size={18} aria-hidden="true" />}
				loading={leaving.isPending}
				disabled={secondsLeft > 0 || !window.isSecureContext}
				onClick={() => leaving.mutate(tenantId)}
			>
				{texts().signIn.byProvider(label)}
			</Button>
		</Stack>
	);
}
