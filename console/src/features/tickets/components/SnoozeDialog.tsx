/* Puts a ticket off: until then nobody is reminded of it. */
import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { serverNowMs } from '../../../ui/clock';
import { Dialog } from '../../../ui/Dialog';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const CHOICES = { hour: HOUR_MS, hours: 4 * HOUR_MS, day: DAY_MS, days: 3 * DAY_MS, week: 7 * DAY_MS } as const;

type Choice = keyof typeof CHOICES | 'own';

interface Props {
	isOpen: boolean;
	close: () => void;
	snooze: (until: string) => void;
}

export default function SnoozeDialog({ isOpen, close, snooze }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={detailTexts().snoozeDialog.title}>
			<Form close={close} snooze={snooze} />
		</Dialog>
	);
}

/* The moment that was chosen; of a time of one's own, as the clock on this wall has it. */
function momentOf(choice: Choice, own: string): Date | undefined {
	if (choice !== 'own') return new Date(serverNowMs() + CHOICES[choice]);
	const moment = new Date(own);
	return moment.getTime() > serverNowMs() ? moment : undefined;
}

function Form({ close, snooze }: Omit<Props, 'isOpen'>) {
	const words = detailTexts().snoozeDialog;
	const [choice, setChoice] = useState<Choice>('day');
	const [own, setOwn] = useState('');
	const moment = momentOf(choice, own);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!moment) return;
		close();
		snooze(moment.toISOString());
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				<Text size="sm">{words.text}</Text>
				<Radio.Group
					label={words.until}
					value={choice}
					onChange={(value) => setChoice(value as Choice)}
				>
					<Stack gap="xs" mt="xs">
						{([...Object.keys(CHOICES), 'own'] as Choice[]).map((each) => (
							<Radio key={each} value={each} label={words.choices[each]} />
						))}
					</Stack>
				</Radio.Group>
				{choice === 'own' && (
					<TextInput
						type="datetime-local"
						label={words.own}
						value={own}
						onChange={(event) => setOwn(event.currentTarget.value)}
					/>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" disabled={!moment}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
