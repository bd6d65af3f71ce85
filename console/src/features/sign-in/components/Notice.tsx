/* Something that is to be known before one signs in. */
import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
	color: string;
	icon: ReactNode;
	title?: string;
	children: ReactNode;
}

export function Notice({ color, icon, title, children }: Props) {
	return (
		<Alert
			color={color}
			mb="md"
			role="alert"
			icon={<span aria-hidden="true">{icon}</span>}
			title={title}
		>
			{children}
		</Alert>
	);
}

