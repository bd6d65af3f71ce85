/* Colleagues, a row each; on a phone a card, which stays a row to whoever listens. */
import { ActionIcon, Table, Tooltip } from '@mantine/core';
import { Pencil, ShieldCheck } from 'lucide-react';
import type { SupportAgent, TeamName } from '../../../api/types';
import { useAgents } from '../../../live/agents';
import { useLine } from '../../../live/LineProvider';
import { useNow } from '../../../ui/clock';
import { formatAgo } from '../../../ui/format';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import classes from '../AgentsPage.module.css';
import { texts } from '../texts';

interface Props {
	agents: readonly SupportAgent[];
	change: (agent: SupportAgent) => void;
}

export function AgentsTable({ agents, change }: Props) {
	const words = texts().agents;
	const heads = [words.name, words.role, words.status, words.maxChats];
	return (
		<Table role="table" aria-label={words.table} className={classes.table}>
			<Table.Thead role="rowgroup" className={classes.head}>
				<Table.Tr role="row">
					{heads.map((name) => (
						<Table.Th key={name} role="columnheader" scope="col">
							{name}
						</Table.Th>
					))}
					<Table.Td role="cell" />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody role="rowgroup">
				{agents.map((agent) => (
					<Row key={agent.id} agent={agent} change={change} />
				))}
			</Table.Tbody>
		</Table>
	);
}

/* That they sign in in two steps. */
function SecondFactor() {
	const words = texts().agents;
	return (
		<Tooltip label={words.hasFactor}>
			<ShieldCheck
				className={classes.factor}
				size={16}
				role="img"
				aria-label={words.hasFactor}
			/>
		</Tooltip>
	);
}

function TeamNames({ teams }: { teams: readonly TeamName[] }) {
	if (teams.length === 0) return null;
	return (
		<ul className={classes.teamNames} aria-label={texts().teams.title}>
			{teams.map(({ id, name }) => (
				<li key={id}>
					<bdi>{name}</bdi>
				</li>
			))}
		</ul>
	);
}

/* What events say of somebody is newer than the list, as long as that has them. */
function useStatus(agent: SupportAgent) {
	const { data } = useAgents();
	const heard = data?.items.find(({ id }) => id === agent.id);
	return (agent.isActive && heard?.status) || agent.status || 'offline';
}

function Row({ agent, change }: { agent: SupportAgent; change: Props['change'] }) {
	const words = texts().agents;
	const { me } = useLine();
	const status = useStatus(agent);
	return (
		<Table.Tr role="row" className={classes.agent} data-disabled={!agent.isActive || undefined}>
			<Table.Td role="cell" className={classes.who}>
				<div className={classes.person}>
					<PersonAvatar
						name={agent.name}
						id={agent.id}
						size={34}
						status={agent.isActive ? status : undefined}
					/>
					<div className={classes.names}>
						<div className={classes.name}>
							<bdi>{agent.name}</bdi>
							{agent.id === me.agent.id && ` (${words.you})`}
							{agent.hasSecondFactor && <SecondFactor />}
						</div>
						<div className={classes.email}>
							<bdi>{agent.email}</bdi>
						</div>
						<TeamNames teams={agent.teams ?? []} />
					</div>
				</div>
			</Table.Td>
			<Table.Td role="cell" className={classes.role}>
				{words.roles[agent.role ?? 'agent']}
			</Table.Td>
			<Table.Td role="cell" className={classes.status}>
				<Status agent={agent} status={status} />
			</Table.Td>
			<Table.Td role="cell" className={classes.max}>
				<span className={classes.maxLabel} aria-hidden="true">
					{words.maxChats}:{' '}
				</span>
				{agent.maxChats}
			</Table.Td>
			<Table.Td role="cell" className={classes.act}>
				<Tooltip label={words.change(agent.name)}>
					<ActionIcon
						variant="subtle"
						color="gray"
						size="lg"
						aria-label={words.change(agent.name)}
						onClick={() => change(agent)}
					>
						<Pencil size={17} />
					</ActionIcon>
				</Tooltip>
			</Table.Td>
		</Table.Tr>
	);
}

function Status({ agent, status }: { agent: SupportAgent; status: 'online' | 'away' | 'offline' }) {
	const words = texts().agents;
	const nowMs = useNow();
	const { lastSeenAt } = agent;
	const ago = lastSeenAt && formatAgo(lastSeenAt, nowMs);
	const seen =
		ago === undefined
			? words.neverSeen
			: ago === texts().time.now
				? words.seenNow
				: words.seen(ago);
	return (
		<>
			{agent.isActive ? texts().agentStatus[status] : words.disabled}
			{status !== 'online' && <span className={classes.seen}>{seen}</span>}
		</>
	);
}
