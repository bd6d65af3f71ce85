/* What the provider said, word for word. */
import { Code } from '@mantine/core';

export function Answer({ answer, status }: { answer?: string; status?: number }) {
	if (!answer && status === undefined) return null;
	return (
		<Code block dir="ltr" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
			{[status, answer].filter(Boolean).join('\n')}
		</Code>
	);
}
