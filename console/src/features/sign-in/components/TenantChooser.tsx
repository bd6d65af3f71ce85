/* The second step of a sign-in whose e-mail belongs to several tenants. */
import { Button, Stack } from '@mantine/core';
import { ChevronRight } from 'lucide-react';
import type { Refusal } from '../../../api/http';
import type { TenantChoice } from '../../../api/types';
import { texts } from '../texts';
import { SignInProblem, useThrottle } from './SignInProblem';

interface Props {
	choice: TenantChoice['choose'];
	problem: Refusal | null;
	isBusy: boolean;
	choose: (tenantId: string) => void;
	startOver: () => void;
}

export function TenantChooser({ choice, problem, isBusy, choose, startOver }: Props) {
	const secondsLeft = useThrottle(problem);
	return (
		<Stack gap="xs">
			<SignInProblem problem={problem} secondsLeft={secondsLeft} />
			{choice.map((tenant, index) => (
				<Button
					key={tenant.id}
					variant="default"
					size="md"
					justify="space-between"
					rightSection={<ChevronRight size={18} aria-hidden="true" />}
					disabled={isBusy}
					autoFocus={index === 0}
					onClick={() => choose(tenant.id)}
				>
					<bdi>{tenant.name}</bdi>
				</Button>
			))}
			<Button variant="subtle" mt="xs" onClick={startOver}>
				{texts().signIn.otherAccount}
			</Button>
		</Stack>
	);
}
