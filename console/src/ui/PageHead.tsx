/* What a page of the settings begins with: its title, what it is for, and beside them what is done there first. */
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './PageHead.module.css';

export interface PageHeadProps {
	title: string;
	text: string;
	children?: ReactNode;
}

export function PageHead({ title, text, children }: PageHeadProps) {
	return (
		<div className={classes.head}>
			<div className={classes.words}>
				<Title order={1} size="h3">
					{title}
				</Title>
				<Text className={classes.text}>{text}</Text>
			</div>
			{children}
		</div>
	);
}
