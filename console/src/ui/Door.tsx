/* What stands around the pages in front of the console, for who has not signed in: a card with our name. */
import { Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Door.module.css';
import { Logo } from './Logo';
import { texts } from './texts';

export function Door({ children }: { children: ReactNode }) {
	return (
		<main className={classes.page}>
			<Paper className={classes.card} radius="lg">
				<div className={classes.brand}>
					<Logo size={36} />
					<span className={classes.name}>{texts().app.name}</span>
				</div>
				{children}
			</Paper>
		</main>
	);
}

export function DoorTitle({ title, children }: { title: string; children?: ReactNode }) {
	return (
		<>
			<Title order={1} className={classes.title}>
				{title}
			</Title>
			<Text className={classes.subtitle}>{children}</Text>
		</>
	);
}
