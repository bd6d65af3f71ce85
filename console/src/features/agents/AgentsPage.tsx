/* The desk's colleagues: found by name, and changed one by one. */
import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { SearchX, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { asRefusal } from '../../api/http';
import { teamsOptions } from '../../api/teams';
import type { SupportAgent } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { MoreButton } from '../../ui/MoreButton';
import { PageHead } from '../../ui/PageHead';
import { useOpened } from '../../ui/useOpened';
import { Waiting } from '../../ui/Waiting';
import classes from './AgentsPage.module.css';
import { peopleOptions } from './api/agents';
import { AgentDialog } from './components/AgentDialog';
import { AgentsTable } from './components/AgentsTable';
import { Invitations } from './components/Invitations';
import { InviteDialog } from './components/InviteDialog';
import { PeopleSearch, useSearch } from './components/PeopleSearch';
import { Teams } from './components/Teams';
import { texts } from './texts';

export default function AgentsPage() {
	const words = texts().agents;
	const { wanted, ...search } = useSearch();
	const [team, setTeam] = useTeam();
	const inviting = useOpened();
	return (
		<>
			<PageHead title={words.title} text={words.text}>
				<Button
					leftSection={<UserPlus size={16} aria-hidden="true" />}
					onClick={inviting.open}
				>
					{texts().invite.title}
				</Button>
			</PageHead>
			<Invitations />
			<Teams />
			<Group className={classes.filters} gap="xs">
				<PeopleSearch {...search} />
				<TeamFilter team={team} choose={setTeam} />
			</Group>
			<People search={wanted} team={team} />
			<InviteDialog isOpen={inviting.isOpen} close={inviting.close} />
		</>
	);
}

/* The team whose members are shown, as long as there is one. */
function useTeam(): [string, (id: string) => void] {
	const [chosen, choose] = useState('');
	const { data } = useQuery(teamsOptions);
	const isGone = data !== undefined && !data.items.some(({ id }) => id === chosen);
	return [isGone ? '' : chosen, choose];
}

/* Nothing where there is no team. */
function TeamFilter({ team, choose }: { team: string; choose: (id: string) => void }) {
	const words = texts().teams;
	const { data } = useQuery(teamsOptions);
	if (!data || data.items.length === 0) return null;
	const names = data.items.map(({ id, name }) => ({ value: id, label: name }));
	return (
		<NativeSelect
			aria-label={words.filter}
			data={[{ value: '', label: words.all }, ...names]}
			value={team}
			onChange={(event) => choose(event.currentTarget.value)}
		/>
	);
}

function People({ search, team }: { search: string; team: string }) {
	const words = texts().agents;
	const list = useInfiniteQuery(peopleOptions(search, team));
	const [agent, setAgent] = useState<SupportAgent>();
	const dialog = useOpened();
	if (list.isPending) return <Waiting rows={4} height={44} />;
	if (list.isLoadingError) {
		const isDenied = asRefusal(list.error).code === 'denied';
		const text = isDenied ? words.denied : undefined;
		return <ListProblem text={text} retry={() => void list.refetch()} />;
	}
	const people = list.data.pages.flatMap(({ items }) => items);
	if (people.length === 0)
		return <EmptyState isSmall level={2} icon={<SearchX size={24} />} title={team && !search ? texts().teams.empty : words.empty} />;
	function change(changed: SupportAgent): void {
		setAgent(changed);
		dialog.open();
	}
	return (
		<>
			{list.isRefetchError && (
				<ListProblem text={texts().list.old} retry={() => void list.refetch()} />
			)}
			<AgentsTable agents={people} change={change} />
			<Text className={classes.shown} role="status">
				{words.shown(people.length)}
			</Text>
			<MoreButton query={list} />
			{agent && (
				<AgentDialog
					key={agent.id}
					agent={agent}
					isOpen={dialog.isOpen}
					close={dialog.close}
				/>
			)}
		</>
	);
}
