/* Asks once more before something is done that cannot be taken back at once. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { Named } from '../../../ui/Named';
import { texts } from '../texts';
import { Problem } from './Problem';

interface Props {
	/** What will become of whom. */
	sentence: (name: string) => string;
	name: string;
	act: string;
	/** Why it was refused. */
	problem: string | null;
	isBusy: boolean;
	back: () => void;
	onAct: () => void;
}

export function Confirm({ sentence, name, act, problem, isBusy, back, onAct }: Props) {
	return (
		<Stack>
			<Problem text={problem} />
			<Text size="sm">
				<Named sentence={sentence} name={name} />
			</Text>
			<Group justify="flex-end">
				<Button variant="default" data-autofocus onClick={back}>
					{texts().app.cancel}
				</Button>
				<Button color="danger" loading={isBusy} onClick={onAct}>
					{act}
				</Button>
			</Group>
		</Stack>
	);
}
