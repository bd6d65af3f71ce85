/* Makes a team, or changes one: its name and who belongs to it. Deleting it is asked once more. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Team } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ListProblem } from '../../../ui/ListProblem';
import { showNotice } from '../../../ui/notices';
import { Waiting } from '../../../ui/Waiting';
import { readPeopleAgain } from '../api/agents';
import { deleteTeam, saveTeam, teamOptions } from '../api/teams';
import { describeTeam } from '../problem';
import { texts } from '../texts';
import { Confirm } from './Confirm';
import { MemberPicker } from './MemberPicker';
import { Problem } from './Problem';

const NAME_MOST = 100;

interface Props {
	/** None: a new one. */
	team?: Team;
	isOpen: boolean;
	close: () => void;
}

export function TeamDialog({ team, isOpen, close }: Props) {
	const words = texts().teams;
	const [isAsked, setAsked] = useState(false);
	function leave(): void {
		setAsked(false);
		close();
	}
	const title = isAsked ? words.deleteTitle : team ? words.changeTitle : words.add;
	return (
		<Dialog isOpen={isOpen} close={leave} title={title}>
			{!team && <TeamForm members={[]} close={leave} />}
			{team && isAsked && <Delete team={team} back={() => setAsked(false)} close={leave} />}
			{team && !isAsked && <Loaded team={team} ask={() => setAsked(true)} close={leave} />}
		</Dialog>
	);
}

function Loaded({ team, ask, close }: { team: Team; ask: () => void; close: () => void }) {
	const whole = useQuery(teamOptions(team.id));
	if (whole.isPending) return <Waiting rows={3} height={36} />;
	if (whole.isError)
		return <ListProblem text={texts().teams.listFailed} retry={() => void whole.refetch()} />;
	const members = (whole.data.members ?? []).map(({ id }) => id);
	return <TeamForm team={whole.data} members={members} ask={ask} close={close} />;
}

interface FormProps {
	team?: Team;
	members: string[];
	ask?: () => void;
	close: () => void;
}

function TeamForm({ team, members, ask, close }: FormProps) {
	const words = texts().teams;
	const client = useQueryClient();
	const [name, setName] = useState(team?.name ?? '');
	const [chosen, setChosen] = useState(members);
	const saving = useMutation({
		mutationFn: () => saveTeam(team?.id, { name: name.trim(), memberIds: chosen }),
		onSuccess: () => {
			showNotice({ text: texts().agents.saved });
			close();
			return readPeopleAgain(client);
		},
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		saving.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Problem text={saving.error && describeTeam(saving.error)} />
				<TextInput
					label={words.name}
					autoComplete="off"
					required
					withAsterisk={false}
					maxLength={NAME_MOST}
					data-autofocus
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<MemberPicker chosen={chosen} choose={setChosen} />
				<Group justify="space-between" mt="xs">
					{ask && (
						<Button variant="light" color="danger" onClick={ask}>
							{words.delete}
						</Button>
					)}
					<Button type="submit" ms="auto" loading={saving.isPending}>
						{texts().agents.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Delete({ team, back, close }: { team: Team; back: () => void; close: () => void }) {
	const words = texts().teams;
	const client = useQueryClient();
	const deleting = useMutation({
		mutationFn: () => deleteTeam(team.id),
		onSuccess: () => {
			showNotice({ text: words.deleted(team.name) });
			close();
			return readPeopleAgain(client);
		},
	});
	return (
		<Confirm
			sentence={words.deleteText}
			name={team.name}
			act={words.delete}
			problem={deleting.error && describeTeam(deleting.error)}
			isBusy={deleting.isPending}
			back={back}
			onAct={() => deleting.mutate()}
		/>
	);
}
