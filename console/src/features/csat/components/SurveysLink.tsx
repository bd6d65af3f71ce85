/* Leads from a figure to the surveys that it counts, further down on the page. */
import type { ReactNode } from 'react';
import { AppLink } from '../../../ui/AppLink';
import { addressOf, type Filter } from '../filter';

export const SURVEYS_TITLE = 'surveys-title';

interface Props {
	/** With what else the address says. */
	to: Filter;
	className?: string;
	children: ReactNode;
}

function show(): void {
	const title = document.getElementById(SURVEYS_TITLE);
	title?.focus({ preventScroll: true });
	title?.scrollIntoView({ behavior: 'smooth', block: 'start' });
}

export function SurveysLink({ to, className, children }: Props) {
	return (
		<AppLink href={addressOf(to)} className={className} onClick={show}>
			{children}
		</AppLink>
	);
}
