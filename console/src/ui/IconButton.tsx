/* A button that is a picture, with its name for those who do not see it; as large as a finger on a phone. */
import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './IconButton.module.css';

interface Props extends Omit<ActionIconProps, 'children'> {
	label: string;
	onClick: () => void;
	children: ReactNode;
}

export function IconButton({ label, className, ...rest }: Props) {
	return (
		<ActionIcon
			variant="subtle"
			color="gray"
			size="lg"
			aria-label={label}
			className={className ? `${classes.button} ${className}` : classes.button}
			{...rest}
		/>
	);
}
