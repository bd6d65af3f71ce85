/* What is known of a ticket, most of which is changed where it stands. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { teamsOptions } from '../../../api/teams';
import { useAgents } from '../../../live/agents';
import { IconButton } from '../../../ui/IconButton';
import { goBack } from '../../../ui/place';
import { ticketAddress } from '../addresses';
import { fieldsOptions } from '../api/fields';
import { PRIORITIES } from '../filter';
import type { SupportTicket, TicketPriority } from '../model';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';
import type { Change } from '../useChange';
import { priorityName } from '../words';
import { CustomerCard } from './CustomerCard';
import { FieldInput } from './FieldInput';
import classes from './Side.module.css';
import { TagInput } from './TagInput';

interface Props {
	ticket: SupportTicket;
	change: Change;
}

export default function Side({ ticket, change }: Props) {
	const words = detailTexts();
	return (
		<div className={classes.side}>
			<div className={classes.top}>
				<h2 className={classes.title}>{words.side.properties}</h2>
				<IconButton
					className={classes.close}
					label={texts().app.close}
					onClick={() => goBack(ticketAddress(ticket.id))}
				>
					<X size={20} />
				</IconButton>
			</div>
			<Properties ticket={ticket} change={change} />
			<CustomerCard ticket={ticket} />
		</div>
	);
}

const NONE = '';

function Properties({ ticket, change: { change, pending } }: Props) {
	const labels = detailTexts().fields;
	const isFinal = ticket.status === 'closed';
	const assignees = useAssignees(ticket);
	const teams = useTeams(ticket);
	const assigned = pending?.assignedAgentId !== undefined ? pending.assignedAgentId : ticket.assignedAgent?.id;
	const team = pending?.teamId !== undefined ? pending.teamId : ticket.team?.id;
	return (
		<fieldset className={classes.properties} disabled={isFinal}>
			<legend className={classes.legend}>{detailTexts().side.properties}</legend>
			<NativeSelect
				label={labels.assignee}
				data={assignees}
				value={assigned ?? NONE}
				onChange={(event) => change({ assignedAgentId: event.currentTarget.value || null })}
			/>
			{teams.length > 1 && (
				<NativeSelect
					label={labels.team}
					data={teams}
					value={team ?? NONE}
					onChange={(event) => change({ teamId: event.currentTarget.value || null })}
				/>
			)}
			<NativeSelect
				label={labels.priority}
				data={PRIORITIES.map((value) => ({ value, label: priorityName(value) }))}
				value={pending?.priority ?? ticket.priority}
				onChange={(event) => change({ priority: event.currentTarget.value as TicketPriority })}
			/>
			<TagInput
				label={labels.tags}
				tags={pending?.tags ?? ticket.tags}
				change={(tags) => change({ tags })}
			/>
			<Fields ticket={ticket} change={{ change, pending }} />
		</fieldset>
	);
}

/* Whoever has it is among them, though they may not be given another one. */
function useAssignees({ assignedAgent }: SupportTicket) {
	const agents = useAgents().data?.items ?? [];
	const known = agents.filter(({ id, isActive }) => isActive !== false || id === assignedAgent?.id);
	const all = known.some(({ id }) => id === assignedAgent?.id) || !assignedAgent ? known : [...known, assignedAgent];
	return [
		{ value: NONE, label: texts().nobody },
		...all.map(({ id, name }) => ({ value: id, label: name })),
	];
}

function useTeams({ team }: SupportTicket) {
	const teams = useQuery(teamsOptions).data?.items ?? [];
	const all = teams.some(({ id }) => id === team?.id) || !team ? teams : [...teams, team];
	return [
		{ value: NONE, label: texts().noTeam },
		...all.map(({ id, name }) => ({ value: id, label: name })),
	];
}

function Fields({ ticket, change: { change, pending } }: { ticket: SupportTicket; change: Pick<Change, 'change' | 'pending'> }) {
	const fields = useQuery(fieldsOptions).data ?? [];
	return fields.map((field) => (
		<FieldInput
			key={`${ticket.id} ${field.id}`}
			field={field}
			ticket={ticket}
			pending={pending?.fields?.[field.key]}
			save={(value, of) => change({ fields: { [field.key]: value } }, { of })}
		/>
	));
}
