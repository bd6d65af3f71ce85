/* By whom, what, and when: what is chosen stands in the page's address. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useAgents } from '../../../live/agents';
import classes from '../AuditPage.module.css';
import { type Filter, isFiltered } from '../filter';
import { texts } from '../texts';

interface Props {
	filter: Filter;
	change: (filter: Filter) => void;
}

/* A choice that the lists do not have, from an address that was kept, is shown as it is. */
function withChosen(items: { value: string; label: string }[], chosen = '') {
	const isKnown = chosen === '' || items.some(({ value }) => value === chosen);
	return isKnown ? items : [...items, { value: chosen, label: chosen }];
}

function useActors(chosen?: string) {
	const words = texts().audit;
	const { data } = useAgents();
	const agents = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
	const { agent, operator, system, visitor } = words.actors;
	const kinds = Object.entries({ operator, system, visitor }).map(([value, label]) => ({
		value,
		label,
	}));
	const all = withChosen([{ value: 'agent', label: agent }, ...kinds, ...agents], chosen);
	return [
		{ value: '', label: words.anybody },
		{ group: words.agents, items: all.filter(({ value }) => !(value in words.actors)) },
		...kinds,
	].filter((item) => !('items' in item) || item.items.length > 0);
}

function useActions(chosen?: string) {
	const words = texts().audit;
	const kinds = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));
	const actions = Object.entries(words.actions).map(([value, label]) => ({ value, label }));
	const known = withChosen([...kinds, ...actions], chosen);
	const kindOf = (value: string) => value.split('.')[0];
	return [
		{ value: '', label: words.anything },
		...kinds.map(({ value: kind, label }) => ({
			group: label,
			items: known
				.filter(({ value }) => kindOf(value) === kind)
				.map((each) => (each.value === kind ? { ...each, label: `${label}: ${words.anything}` } : each)),
		})),
		...known.filter(({ value }) => !(kindOf(value)! in words.kinds)),
	];
}

export function AuditFilters({ filter, change }: Props) {
	const words = texts().audit;
	const actors = useActors(filter.actor);
	const actions = useActions(filter.action);
	const set = (part: Filter) => change({ ...filter, ...part });
	return (
		<form
			className={classes.filters}
			aria-label={words.filters}
			onSubmit={(event) => event.preventDefault()}
		>
			<NativeSelect
				label={words.who}
				data={actors}
				value={filter.actor ?? ''}
				onChange={(event) => set({ actor: event.currentTarget.value })}
			/>
			<NativeSelect
				label={words.what}
				data={actions}
				value={filter.action ?? ''}
				onChange={(event) => set({ action: event.currentTarget.value })}
			/>
			<TextInput
				type="date"
				label={words.from}
				max={filter.to}
				value={filter.from ?? ''}
				onChange={(event) => set({ from: event.currentTarget.value })}
			/>
			<TextInput
				type="date"
				label={words.to}
				min={filter.from}
				value={filter.to ?? ''}
				onChange={(event) => set({ to: event.currentTarget.value })}
			/>
			{isFiltered(filter) && (
				<Button variant="subtle" onClick={() => change({})}>
					{words.clear}
				</Button>
			)}
		</form>
	);
}
