/* Which days, and whose surveys: what is chosen stands in the page's address. */
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { teamsOptions } from '../../../api/teams';
import { useAgents } from '../../../live/agents';
import { useLine } from '../../../live/LineProvider';
import { navigate } from '../../../ui/place';
import classes from '../CsatPage.module.css';
import { fit, isDay, type Span } from '../days';
import { addressOf, type Filter, isNarrowed, PRESETS, presetOf } from '../filter';
import { texts } from '../texts';

interface Props {
	filter: Filter;
	span: Span;
}

/* The part of the line that was chosen belongs to the days that were shown. */
function change(filter: Filter): void {
	navigate(addressOf({ ...filter, on: undefined }), { replace: true });
}

export function SurveyFilters({ filter, span }: Props) {
	const words = texts().range;
	const { me } = useLine();
	const seesAll = me.agent.role !== 'agent';
	const isFiltered = isNarrowed(filter);
	return (
		<form className={classes.filters} aria-label={words.filters} onSubmit={(event) => event.preventDefault()}>
			<SegmentedControl
				className={classes.presets}
				aria-label={words.range}
				data={PRESETS.map((value) => ({ value, label: words.presets[value] }))}
				value={presetOf(filter) ?? ''}
				onChange={(days) => change({ ...filter, days, from: undefined, to: undefined })}
			/>
			<DayField label={words.from} filter={filter} span={span} end="from" />
			<DayField label={words.to} filter={filter} span={span} end="to" />
			{seesAll && <AgentField filter={filter} />}
			{seesAll && <TeamField filter={filter} />}
			<ChannelField filter={filter} />
			<TagField filter={filter} />
			{isFiltered && (
				<Button
					variant="subtle"
					onClick={() => change({ ...filter, agent: undefined, team: undefined, channel: undefined, tag: undefined })}
				>
					{words.clear}
				</Button>
			)}
		</form>
	);
}

interface DayProps extends Props {
	label: string;
	end: 'from' | 'to';
}

/* A day that is half typed stands for none; what the field shows stays as it is typed. */
function DayField({ label, filter, span, end }: DayProps) {
	const day = span[end];
	const [typed, setTyped] = useState(day);
	useEffect(() => setTyped(day), [day]);
	function type(text: string): void {
		setTyped(text);
		if (isDay(text)) change({ ...filter, ...fit({ ...span, [end]: text }, end), days: undefined });
	}
	return (
		<TextInput
			type="date"
			label={label}
			required
			withAsterisk={false}
			value={typed}
			onChange={(event) => type(event.currentTarget.value)}
		/>
	);
}

interface ChoiceProps {
	label: string;
	items: readonly { id: string; name: string }[];
	chosen: string | undefined;
	choose: (id: string | undefined) => void;
}

/* A choice that the list does not have, from an address that was kept, has no name. */
function Choice({ label, items, chosen, choose }: ChoiceProps) {
	const words = texts().range;
	const data = items.map(({ id, name }) => ({ value: id, label: name }));
	const isKnown = !chosen || items.some(({ id }) => id === chosen);
	const unknown = isKnown ? [] : [{ value: chosen, label: words.unknown }];
	return (
		<NativeSelect
			label={label}
			data={[{ value: '', label: words.all }, ...data, ...unknown]}
			value={chosen ?? ''}
			onChange={(event) => choose(event.currentTarget.value || undefined)}
		/>
	);
}

function AgentField({ filter }: { filter: Filter }) {
	const { data } = useAgents();
	const choose = (agent?: string) => change({ ...filter, agent });
	return <Choice label={texts().range.agent} items={data?.items ?? []} chosen={filter.agent} choose={choose} />;
}

/* Nothing where there is no team. */
function TeamField({ filter }: { filter: Filter }) {
	const { data } = useQuery(teamsOptions);
	const teams = data?.items ?? [];
	if (teams.length === 0 && !filter.team) return null;
	const choose = (team?: string) => change({ ...filter, team });
	return <Choice label={texts().range.team} items={teams} chosen={filter.team} choose={choose} />;
}

function ChannelField({ filter }: { filter: Filter }) {
	const items = Object.entries(texts().csat.channels).map(([id, name]) => ({ id, name }));
	const choose = (channel?: string) => change({ ...filter, channel });
	return <Choice label={texts().range.channel} items={items} chosen={filter.channel} choose={choose} />;
}

const TYPED_MS = 400;

/* Asked for once nobody types any more. */
function TagField({ filter }: { filter: Filter }) {
	const { tag = '' } = filter;
	const [typed, setTyped] = useState(tag);
	useEffect(() => setTyped(tag), [tag]);
	useEffect(() => {
		const wanted = typed.trim();
		if (wanted === tag) return;
		const timer = setTimeout(() => change({ ...filter, tag: wanted || undefined }), TYPED_MS);
		return () => clearTimeout(timer);
	}, [typed, tag, filter]);
	return (
		<TextInput
			label={texts().range.tag}
			maxLength={100}
			dir="auto"
			value={typed}
			onChange={(event) => setTyped(event.currentTarget.value)}
		/>
	);
}
