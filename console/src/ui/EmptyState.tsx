/* What stands where there is nothing: a picture, a line, and what to do about it. */
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
	icon: ReactNode;
	title: string;
	text?: string;
	level?: 2 | 3;
	isSmall?: boolean;
	children?: ReactNode;
}

export function EmptyState({ icon, title, text, level = 3, isSmall, children }: Props) {
	const Heading = level === 2 ? 'h2' : 'h3';
	return (
		<div className={classes.box} data-small={isSmall || undefined}>
			<div className={classes.icon} aria-hidden="true">
				{icon}
			</div>
			<Heading className={classes.title}>{title}</Heading>
			{text && <p className={classes.text}>{text}</p>}
			{children}
		</div>
	);
}
