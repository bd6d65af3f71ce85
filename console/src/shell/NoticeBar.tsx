/*
 * What was done, or could not be, in a line at the bottom of the page. It takes a place of its own
 * there, so that it never lies over something that is to be clicked.
 */
import { CloseButton } from '@mantine/core';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { closeNotice, type Notice, notices } from '../ui/notices';
import { useStore } from '../ui/store';
import classes from './NoticeBar.module.css';
import { texts } from './texts';

const ICONS = { done: CircleCheck, warning: TriangleAlert, error: CircleAlert };

export function NoticeBar() {
	const shown = useStore(notices);
	return (
		<section className={classes.bar} aria-label={texts().header.notices} aria-live="polite">
			{shown.map((notice) => (
				<Line key={notice.id} notice={notice} />
			))}
		</section>
	);
}

function Line({ notice: { id, tone, text } }: { notice: Notice }) {
	const Icon = ICONS[tone];
	return (
		<div className={classes.line} data-tone={tone}>
			<Icon size={17} aria-hidden="true" />
			<span className={classes.text} dir="auto">
				{text}
			</span>
			<CloseButton size="md" aria-label={texts().app.close} onClick={() => closeNotice(id)} />
		</div>
	);
}
