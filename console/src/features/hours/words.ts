/* The fields of the hours as one reads them, where somebody else has changed them. */
import { formatCalendarDay } from '../../ui/format';
import { type Fields, type Holiday, isAllDay, type Span } from './model';
import { texts } from './texts';

function spansText(spans: readonly Span[]): string {
	const { hours: words } = texts();
	if (spans.length === 0) return words.closed;
	if (isAllDay(spans)) return words.allDay;
	return spans.map(({ start, end }) => `${start}–${end}`).join(', ');
}

function holidayText({ date, name, spans }: Holiday): string {
	return `${formatCalendarDay(date)} ${name}: ${spansText(spans)}`;
}

/* undefined: as any other value. */
export function describeField<Name extends keyof Fields>(name: Name, value: Fields[Name]): string | undefined {
	if (name === 'businessHoursEnabled') return undefined;
	if (name === 'holidays') return (value as Holiday[]).map(holidayText).join('; ');
	return spansText(value as Span[]);
}
