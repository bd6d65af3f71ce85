/* A part of the page, with its heading. */
import { Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface Props {
	title: string;
	text?: string;
	children: ReactNode;
}

export function Section({ title, text, children }: Props) {
	const id = useId();
	return (
		<Paper component="section" aria-labelledby={id} withBorder radius="md" p="lg">
			<Title order={2} id={id} size="h4" mb={text ? 4 : 'md'}>
				{title}
			</Title>
			{text && (
				<Text size="sm" c="dimmed" mb="md">
					{text}
				</Text>
			)}
			{children}
		</Paper>
	);
}
