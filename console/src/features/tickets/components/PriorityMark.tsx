/* What is more urgent than the rest, or less, as a picture; the usual has none. */
import { ChevronDown, ChevronsUp, ChevronUp } from 'lucide-react';
import type { TicketPriority } from '../model';
import { priorityName } from '../words';
import classes from './marks.module.css';

const ICONS = { urgent: ChevronsUp, high: ChevronUp, low: ChevronDown };

export function PriorityMark({ priority }: { priority: TicketPriority }) {
	if (priority === 'normal') return null;
	const Icon = ICONS[priority];
	return (
		<span className={classes.priority} data-priority={priority}>
			<Icon size={15} aria-hidden="true" />
			{priorityName(priority)}
		</span>
	);
}
