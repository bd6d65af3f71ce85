/* What the shop's pages say under names of their own, as people read it. */
import { withoutDirection } from '../../../../proto/client/names';
import type { VisitorAttributes } from '../../api/types';
import { formatCalendarDay, formatFull, formatNumber } from '../../ui/format';
import { formatLocale } from '../../ui/language';
import { texts } from './texts';

export type Attributes = VisitorAttributes['attributes'];

export function namesOf(attributes: Attributes): string[] {
	return Object.keys(attributes).sort((a, b) => a.localeCompare(b, formatLocale));
}

function formatDate(date: string): string {
	return date.includes('T') ? formatFull(date) : formatCalendarDay(date);
}

export function describeValue(value: Attributes[string] | undefined): string {
	const words = texts().visitor;
	if (typeof value === 'boolean') return value ? words.yes : words.no;
	if (typeof value === 'number') return formatNumber(value);
	return typeof value === 'object' ? formatDate(value?.date ?? '') : withoutDirection(value ?? '');
}
