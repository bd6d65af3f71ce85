/* Whether the desk is open by the hours that are saved, and when that turns, by the tenant's clock. */
import { Alert } from '@mantine/core';
import { Clock, DoorClosed, DoorOpen } from 'lucide-react';
import type { ChatWidgetConfig } from '../../../api/types';
import { formatComing } from '../../../ui/format';
import { texts } from '../texts';

function sentenceOf({ businessHoursEnabled, isOpen, changesAt, timeZone }: ChatWidgetConfig): string {
	const { now: words } = texts().hours;
	if (!businessHoursEnabled) return words.always;
	if (changesAt === undefined) return isOpen ? words.openForGood : words.closedForGood;
	const when = formatComing(changesAt);
	return isOpen ? words.open(when, timeZone) : words.closed(when, timeZone);
}

export function OpenNow({ config }: { config: ChatWidgetConfig }) {
	const { businessHoursEnabled, isOpen } = config;
	const Icon = !businessHoursEnabled ? Clock : isOpen ? DoorOpen : DoorClosed;
	return (
		<Alert
			color={isOpen ? 'green' : 'gray'}
			role="status"
			py="xs"
			icon={<Icon size={18} aria-hidden="true" />}
		>
			{sentenceOf(config)}
		</Alert>
	);
}
