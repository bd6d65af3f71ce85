/* What the shop's pages say of the visitor beside name and address; what the shop has signed is marked. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BadgeCheck } from 'lucide-react';
import { withoutDirection } from '../../../../../proto/client/names';
import type { ChatSession, VisitorAttributes as Said } from '../../../api/types';
import { chatKeys } from '../api/keys';
import { fetchAttributes } from '../api/sessions';
import { describeValue, namesOf, type Attributes } from '../attributes';
import { texts } from '../texts';
import { VisitorSection } from './VisitorSection';
import classes from './VisitorAttributes.module.css';

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

interface Shown {
	name: string;
	value: Attributes[string] | undefined;
	isSigned: boolean;
}

function Attribute({ name, value, isSigned }: Shown) {
	return (
		<div className={classes.attribute}>
			<dt>
				<bdi>{withoutDirection(name)}</bdi>
				{isSigned && (
					<BadgeCheck size={14} role="img" aria-label={texts().visitor.signed} />
				)}
			</dt>
			<dd>
				<bdi>{describeValue(value)}</bdi>
			</dd>
		</div>
	);
}

function List({ attributes, verified }: Said) {
	return (
		<dl className={classes.list}>
			{namesOf(attributes).map((name) => (
				<Attribute
					key={name}
					name={name}
					value={attributes[name]}
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
		<VisitorSection title={words.attributes} failed={isError && words.attributesFailed}>
			{data && <List {...data} />}
		</VisitorSection>
	);
}
