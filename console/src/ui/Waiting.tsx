/* Where a list will be, while it is being read. */
import { Skeleton } from '@mantine/core';
import { texts } from './texts';

export function Waiting({ rows, height }: { rows: number; height: number }) {
	return (
		<div aria-busy="true" aria-label={texts().app.loading} role="status">
			{Array.from({ length: rows }, (_, row) => (
				<Skeleton key={row} height={height} mt="xs" radius="sm" />
			))}
		</div>
	);
}
