/* A second factor that is on: since when, what is left of the recovery codes, and what can be done. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { ShieldCheck, TriangleAlert } from 'lucide-react';
import type { SecondFactor } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { useOpened } from '../../../ui/useOpened';
import { texts } from '../texts';
import { NewCodesDialog } from './NewCodesDialog';
import { TurnOffDialog } from './TurnOffDialog';

/* From here on it is said that they run out. */
const FEW = 3;

export function FactorIsOn({ factor, changed }: { factor: SecondFactor; changed: () => void }) {
	const words = texts().secondFactor;
	const codes = useOpened();
	const off = useOpened();
	const left = factor.recoveryCodesLeft;
	return (
		<Stack>
			<Alert
				color="desk"
				py="xs"
				icon={<ShieldCheck size={18} aria-hidden="true" />}
			>
				{words.isOnSince(factor.onSince ? formatFull(factor.onSince) : '')}
			</Alert>
			{left <= FEW ? (
				<Alert
					color="yellow"
					py="xs"
					icon={<TriangleAlert size={18} aria-hidden="true" />}
				>
					{words.codesLeft(left)} {words.codesFew}
				</Alert>
			) : (
				<Text>{words.codesLeft(left)}</Text>
			)}
			<Group gap="xs">
				<Button variant="default" onClick={codes.open}>
					{words.newCodes}
				</Button>
				<Button variant="outline" color="danger" onClick={off.open}>
					{words.turnOff}
				</Button>
			</Group>
			<NewCodesDialog isOpen={codes.isOpen} close={codes.close} changed={changed} />
			<TurnOffDialog
				isOpen={off.isOpen}
				isRequired={factor.isRequired}
				close={off.close}
				changed={changed}
			/>
		</Stack>
	);
}
