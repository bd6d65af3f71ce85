/* What is shown while something is on its way. */
import { Center, Loader } from '@mantine/core';
import { texts } from '../ui/texts';

export function Loading() {
	return (
		<Center component="main" h="100%">
			<Loader aria-label={texts().app.loading} />
		</Center>
	);
}
