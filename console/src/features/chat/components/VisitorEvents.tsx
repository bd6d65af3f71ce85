/* What the visitor did, as the shop's pages tell it: the newest first, as it happens. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { withoutDirection } from '../../../../../proto/client/names';
import type { ChatSession, VisitorEvent } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { MoreButton } from '../../../ui/MoreButton';
import { chatKeys } from '../api/keys';
import { fetchEvents } from '../api/sessions';
import { describeValue, namesOf } from '../attributes';
import { texts } from '../texts';
import { VisitorSection } from './VisitorSection';
import classes from './VisitorEvents.module.css';

const SHOWN_FIRST = 5;

/* They change with `visitorEventsAt`: until the new ones are there, those from before are shown. */
function useEvents({ id, visitorEventsAt }: ChatSession) {
	return useQuery({
		queryKey: chatKeys.events(id, visitorEventsAt ?? ''),
		queryFn: ({ signal }) => fetchEvents(id, signal),
		enabled: visitorEventsAt !== undefined,
		placeholderData: keepPreviousData,
		staleTime: Infinity,
	});
}

function Properties({ properties }: Pick<VisitorEvent, 'properties'>) {
	const names = namesOf(properties);
	if (names.length === 0) return null;
	return (
		<dl className={classes.properties}>
			{names.map((name) => (
				<div key={name}>
					<dt>
						<bdi>{withoutDirection(name)}</bdi>
					</dt>
					<dd>
						<bdi>{describeValue(properties[name])}</bdi>
					</dd>
				</div>
			))}
		</dl>
	);
}

function EventItem({ name, happenedAt, properties }: VisitorEvent) {
	return (
		<li className={classes.event}>
			<div className={classes.name}>
				<bdi>{withoutDirection(name)}</bdi>
			</div>
			<time className={classes.when} dateTime={happenedAt}>
				{formatFull(happenedAt)}
			</time>
			<Properties properties={properties} />
		</li>
	);
}

function List({ events }: { events: VisitorEvent[] }) {
	const [isWhole, setWhole] = useState(false);
	const more = {
		hasNextPage: !isWhole && events.length > SHOWN_FIRST,
		isFetchingNextPage: false,
		fetchNextPage: () => Promise.resolve(setWhole(true)),
	};
	return (
		<>
			<ul className={classes.list}>
				{events.slice(0, isWhole ? events.length : SHOWN_FIRST).map((event) => (
					<EventItem key={event.id} {...event} />
				))}
			</ul>
			<MoreButton query={more} />
		</>
	);
}

/* To be drawn anew for each session: nobody sees what another visitor did. */
export function VisitorEvents({ session }: { session: ChatSession }) {
	const { data = [], isError } = useEvents(session);
	const words = texts().visitor;
	if (!isError && data.length === 0) return null;
	return (
		<VisitorSection title={words.events} failed={isError && words.eventsFailed}>
			{data.length > 0 && <List events={data} />}
		</VisitorSection>
	);
}
