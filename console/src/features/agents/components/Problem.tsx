/* Why something was refused, where it was asked for. */
import { Alert } from '@mantine/core';

/** Nothing without a text. */
export function Problem({ text }: { text: string | null }) {
	if (text === null) return null;
	return (
		<Alert color="red" role="alert" py="xs">
			{text}
		</Alert>
	);
}
