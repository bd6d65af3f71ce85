/* Something to be read, with what it is and what it is for. */
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Labelled({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
	return (
		<div>
			<Text fw={500} size="sm">
				{label}
			</Text>
			<Text size="xs" c="dimmed" mb={4}>
				{hint}
			</Text>
			{children}
		</div>
	);
}
