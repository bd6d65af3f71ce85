/* Since when a visitor is not there any more, in words. */
import { serverNowMs } from '../../ui/clock';
import { formatFull, formatTime, isSameDay } from '../../ui/format';
import type { Presence } from './live/presences';
import { texts } from './texts';

export function goneSince({ at }: Presence): string {
	const isToday = isSameDay(at, new Date(serverNowMs()).toISOString());
	return texts().presence.gone(isToday ? formatTime(at) : formatFull(at));
}
