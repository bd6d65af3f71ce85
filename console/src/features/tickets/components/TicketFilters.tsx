/* Which tickets are shown, and in which order: what is chosen stands in the page's address. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ArrowDownUp } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { teamsOptions } from '../../../api/teams';
import { useAgents } from '../../../live/agents';
import { useLine } from '../../../live/LineProvider';
import { useOpened } from '../../../ui/useOpened';
import {
	CHANNELS,
	DEFAULT_SORT,
	type Filter,
	type FilterName,
	PRIORITIES,
	SORTS,
	STATUSES,
	statusesOf,
	withStatuses,
} from '../filter';
import { texts } from '../texts';
import { channelName, priorityName, statusName } from '../words';
import { type Choice, FilterMenu } from './FilterMenu';
import { TagFilter } from './TagFilter';
import classes from './TicketFilters.module.css';

const SaveViewDialog = lazy(() => import('./SaveViewDialog'));

interface Props {
	filter: Filter;
	change: (filter: Filter) => void;
	/** Whether the filter has no name yet. */
	isNew: boolean;
}

const ANY = '';

export function TicketFilters({ filter, change, isNew }: Props) {
	const words = texts();
	const save = useOpened();
	const { q, sort, ...rest } = filter;
	return (
		<div className={classes.filters} role="group" aria-label={words.filters.label}>
			<StatusFilter filter={filter} change={change} />
			<OneOf name="assignee" choices={useAssignees()} filter={filter} change={change} />
			<OneOf name="priority" choices={choicesOf(PRIORITIES, priorityName)} filter={filter} change={change} />
			<OneOf name="team" choices={useTeams()} filter={filter} change={change} />
			<OneOf name="channel" choices={choicesOf(CHANNELS, channelName)} filter={filter} change={change} />
			<TagFilter
				key={filter.tag}
				tag={filter.tag}
				change={(tag) => change({ ...filter, tag })}
			/>
			{Object.keys(rest).length > 0 && (
				<Button size="compact-sm" variant="subtle" onClick={() => change({ q, sort })}>
					{words.tickets.clear}
				</Button>
			)}
			{isNew && (
				<Button size="compact-sm" variant="subtle" onClick={save.open}>
					{words.views.save}
				</Button>
			)}
			<Sort filter={filter} change={change} />
			<Suspense>
				{save.isWanted && (
					<SaveViewDialog filter={filter} isOpen={save.isOpen} close={save.close} />
				)}
			</Suspense>
		</div>
	);
}

type PartProps = Omit<Props, 'isNew'>;

function choicesOf(values: readonly string[], name: (value: string) => string): Choice[] {
	return values.map((value) => ({ value, label: name(value) }));
}

function useAssignees(): Choice[] {
	const words = texts();
	const ownId = useLine().me.agent.id;
	const agents = useAgents().data?.items ?? [];
	return [
		{ value: 'me', label: words.me },
		{ value: 'none', label: words.nobody },
		...agents
			.filter(({ id, isActive }) => id !== ownId && isActive !== false)
			.map(({ id, name }) => ({ value: id, label: name })),
	];
}

function useTeams(): Choice[] {
	const teams = useQuery(teamsOptions).data?.items ?? [];
	return teams.map(({ id, name }) => ({ value: id, label: name }));
}

function StatusFilter({ filter, change }: PartProps) {
	const words = texts();
	const chosen = statusesOf(filter);
	const toggle = (status: string) =>
		change(
			withStatuses(
				filter,
				chosen.includes(status) ? chosen.filter((each) => each !== status) : [...chosen, status],
			),
		);
	const said =
		chosen.length === STATUSES.length ? words.filters.any : chosen.map(statusName).join(', ');
	return (
		<FilterMenu
			label={words.filters.status}
			choices={choicesOf(STATUSES, statusName)}
			chosen={chosen}
			said={chosen.length > 2 && said !== words.filters.any ? words.filters.several(chosen.length) : said}
			pick={toggle}
			isMany
		/>
	);
}

interface OneProps extends PartProps {
	name: Exclude<FilterName, 'status' | 'q' | 'sort' | 'tag'>;
	choices: readonly Choice[];
}

/* One value or any. A choice that the lists do not have, from an address that was kept, is shown as it is. */
function OneOf({ name, choices, filter, change }: OneProps) {
	const words = texts().filters;
	const value = filter[name];
	const said = value && (choices.find((choice) => choice.value === value)?.label ?? value);
	if (choices.length === 0 && !value) return null;
	return (
		<FilterMenu
			label={words[name]}
			choices={[{ value: ANY, label: words.any }, ...choices]}
			chosen={[value ?? ANY]}
			said={said}
			pick={(picked) => change({ ...filter, [name]: picked || undefined })}
		/>
	);
}

function Sort({ filter, change }: PartProps) {
	const words = texts().filters;
	const chosen = SORTS.find((sort) => sort === filter.sort) ?? DEFAULT_SORT;
	return (
		<div className={classes.sort}>
			<ArrowDownUp size={14} aria-hidden="true" />
			<FilterMenu
				label={words.sort}
				choices={SORTS.map((sort) => ({ value: sort, label: words.sorts[sort] }))}
				chosen={[chosen]}
				said={words.sorts[chosen]}
				pick={(sort) => change({ ...filter, sort })}
			/>
		</div>
	);
}
