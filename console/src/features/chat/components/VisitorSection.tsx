/* A part of what is known of the visitor, under its heading. */
import { useId, type ReactNode } from 'react';
import classes from './VisitorSection.module.css';

interface VisitorSectionProps {
	title: string;
	/* What is said where it could not be read; false: it was. */
	failed: string | false;
	children: ReactNode;
}

export function VisitorSection({ title, failed, children }: VisitorSectionProps) {
	const id = useId();
	return (
		<section className={classes.section} aria-labelledby={id}>
			<h3 id={id} className={classes.title}>
				{title}
			</h3>
			{children}
			{failed && <p className={classes.failed}>{failed}</p>}
		</section>
	);
}
