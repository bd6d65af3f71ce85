/* How a ticket stands, as a picture: form and colour both say it. */
import { AlarmClock, CircleCheck, CircleDashed, CircleDot, CircleSlash } from 'lucide-react';
import type { TicketStatus } from '../model';
import { statusName } from '../words';
import classes from './marks.module.css';

const ICONS = {
	open: CircleDot,
	pending: CircleDashed,
	snoozed: AlarmClock,
	resolved: CircleCheck,
	closed: CircleSlash,
};

interface Props {
	status: TicketStatus;
	size?: number;
	/** Where its name stands beside it. */
	isSilent?: boolean;
}

export function StatusMark({ status, size = 18, isSilent }: Props) {
	const Icon = ICONS[status];
	const said = isSilent
		? ({ 'aria-hidden': true } as const)
		: ({ role: 'img', 'aria-label': statusName(status) } as const);
	return <Icon size={size} className={classes.status} data-status={status} {...said} />;
}
