/* What the shop's pages say of the visitor beside name and address; what the shop has signed is marked. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BadgeCheck } from 'lucide-react';
import { withoutDirection } from '../../../../../proto/client/names';
import type { ChatSession, VisitorAttributes as Attributes } from '../../../api/types';
import { formatCalendarDay, formatFull, formatNumber } from '../../../ui/format';
import { formatLocale } from '../../../ui/language';
import { chatKeys } from '../api/keys';
import { fetchAttributes } from '../api/sessions';
import { texts } from '../texts';
import classes from './VisitorAttributes.module.css';

type Value = Attributes['attributes'][string];

/* They change with `visitorAttributesAt`: until the new ones are there, those from before are shown. */
function useAttributes({ id, visitorAttributesAt }: ChatSession) {
	return useQuery({
		queryKey: chatKeys.attributes(id, visitorAttributesAt ?? ''),
		queryFn: ({ signal }) => fetchAttributes(id, signal),
		enabled: visitorAttributesAt !== undefined,
		placeholderData: keepPreviousData,
		staleTime: Infinity,
	});
}

function formatDate(date: string): string {
	return date.includes('T') ? formatFull(date) : formatCalendarDay(date);
}

function describe(value: Value): string {
	const words = texts().visitor;
	if (typeof value === 'boolean') return value ? words.yes : words.no;
	if (typeof value === 'number') return formatNumber(value);
	return typeof value === 'object' ? formatDate(value?.date ?? '') : withoutDirection(value);
}

function Attribute({ name, value, isSigned }: { name: string; value: Value; isSigned: boolean }) {
	return (
		<div className={classes.attribute}>
			<dt>
				<bdi>{withoutDirection(name)}</bdi>
				{isSigned && (
					<BadgeCheck size={14} role="img" aria-label={texts().visitor.signed} />
				)}
			</dt>
			<dd>
				<bdi>{describe(value)}</bdi>
			</dd>
		</div>
	);
}

function List({ attributes, verified }: Attributes) {
	const names = Object.keys(attributes).sort((a, b) => a.localeCompare(b, formatLocale));
	return (
		<dl className={classes.list}>
			{names.map((name) => (
				<Attribute
					key={name}
					name={name}
					value={attributes[name] ?? ''}
					isSigned={verified.includes(name)}
				/>
			))}
		</dl>
	);
}

/* To be drawn anew for each session: nobody sees another visitor's. */
export function VisitorAttributes({ session }: { session: ChatSession }) {
	const { data, isError } = useAttributes(session);
	const words = texts().visitor;
	if (!isError && Object.keys(data?.attributes ?? {}).length === 0) return null;
	return (
		<section className={classes.attributes} aria-labelledby="attributes-title">
			<h3 id="attributes-title" className={classes.title}>
				{words.attributes}
			</h3>
			{data && <List {...data} />}
			{isError && <p className={classes.failed}>{words.attributesFailed}</p>}
		</section>
	);
}
