/* What the mail server said, word for word. */
import { Code, Text } from '@mantine/core';
import type { OutgoingMail, SuppressedAddress } from '../../../api/types';
import { texts } from '../texts';

type Told = Pick<OutgoingMail, 'answer' | 'answerStep'> | SuppressedAddress;

export function Answer({ mail }: { mail: Told }) {
	if (!mail.answer) return null;
	const step = 'answerStep' in mail ? mail.answerStep : undefined;
	return (
		<div>
			{step && (
				<Text size="xs" c="dimmed">
					{texts().test.at(step)}
				</Text>
			)}
			<Code block dir="ltr" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
				{mail.answer}
			</Code>
		</div>
	);
}
