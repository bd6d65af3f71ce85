/* Why something about a key was refused, in words. */
import { Alert } from '@mantine/core';
import { asRefusal } from '../../../api/http';
import { texts } from '../texts';

function describe(error: unknown): string {
	const words = texts().keys;
	switch (asRefusal(error).code) {
		case 'state':
			return words.tooMany;
		case 'denied':
			return words.denied;
		default:
			return words.failed;
	}
}

export function KeyProblem({ error }: { error: unknown }) {
	if (!error) return null;
	return (
		<Alert color="red" role="alert" py="xs">
			{describe(error)}
		</Alert>
	);
}
