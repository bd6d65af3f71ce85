/* What is changed of one colleague, in a dialog; taking access away is asked once more. */
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { AgentChange, SupportAgent } from '../../../api/types';
import { useLine } from '../../../live/LineProvider';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { changeAgent, readPeopleAgain } from '../api/agents';
import { describe } from '../problem';
import { roleChoices } from '../roles';
import { texts } from '../texts';
import { Confirm } from './Confirm';
import { Problem } from './Problem';
import { ResetFactor } from './ResetFactor';

const NAME_MOST = 255;

/* What the dialog shows: the form, or what is asked once more. */
type Step = 'change' | 'disable' | 'resetFactor';
type Ask = (step: Step) => void;

interface Props {
	agent: SupportAgent;
	isOpen: boolean;
	close: () => void;
}

function useChange(agent: SupportAgent, done: (changed: SupportAgent) => void) {
	const client = useQueryClient();
	const line = useLine();
	return useMutation({
		mutationFn: (change: AgentChange) => changeAgent(agent.id, change),
		onSuccess: (changed) => {
			line.learnAgent(changed);
			void readPeopleAgain(client);
			done(changed);
		},
	});
}

export function AgentDialog({ agent, isOpen, close }: Props) {
	const words = texts().agents;
	const [step, setStep] = useState<Step>('change');
	const back = () => setStep('change');
	const titles = {
		change: words.dialog,
		disable: words.disableTitle,
		resetFactor: words.factorTitle,
	};
	function leave(): void {
		back();
		close();
	}
	return (
		<Dialog isOpen={isOpen} close={leave} title={titles[step]}>
			{step === 'change' && <AgentForm agent={agent} ask={setStep} close={leave} />}
			{step === 'disable' && <Disable agent={agent} back={back} close={leave} />}
			{step === 'resetFactor' && <ResetFactor agent={agent} back={back} close={leave} />}
		</Dialog>
	);
}

function AgentForm({ agent, ask, close }: { agent: SupportAgent; ask: Ask; close: () => void }) {
	const words = texts().agents;
	const { me } = useLine();
	const isSelf = agent.id === me.agent.id;
	const [name, setName] = useState(agent.name);
	const [role, setRole] = useState(agent.role ?? 'agent');
	const [maxChats, setMaxChats] = useState(String(agent.maxChats ?? 5));
	const change = useChange(agent, ({ isActive }) => {
		const enabled = isActive && !agent.isActive;
		showNotice({ text: enabled ? words.enabledNow(agent.name) : words.saved });
		close();
	});

	function submit(event: FormEvent): void {
		event.preventDefault();
		change.mutate({ name: name.trim(), role, maxChats: Number(maxChats) });
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Problem text={change.error && describe(change.error)} />
				<TextInput
					label={words.name}
					description={words.nameHint}
					required
					withAsterisk={false}
					maxLength={NAME_MOST}
					data-autofocus
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<NativeSelect
					label={words.role}
					description={`${words.roleHints[role]} ${isSelf ? '' : words.roleEnds}`}
					disabled={isSelf}
					data={roleChoices()}
					value={role}
					onChange={(event) => setRole(event.currentTarget.value as typeof role)}
				/>
				<TextInput
					type="number"
					label={words.maxChats}
					description={words.maxHint}
					required
					withAsterisk={false}
					min={1}
					max={100}
					step={1}
					value={maxChats}
					onChange={(event) => setMaxChats(event.currentTarget.value)}
				/>
				{isSelf ? (
					<Text size="sm">{words.self}</Text>
				) : (
					<Group>
						<Button variant="subtle" size="compact-sm" onClick={() => ask('resetFactor')}>
							{words.resetFactor}
						</Button>
					</Group>
				)}
				<Group justify="space-between" mt="xs">
					<Access agent={agent} isSelf={isSelf} ask={ask} enable={() => change.mutate({ isActive: true })} />
					<Button type="submit" ms="auto" loading={change.isPending}>
						{words.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface AccessProps {
	agent: SupportAgent;
	isSelf: boolean;
	ask: Ask;
	enable: () => void;
}

function Access({ agent, isSelf, ask, enable }: AccessProps) {
	const words = texts().agents;
	if (isSelf) return null;
	return agent.isActive ? (
		<Button variant="light" color="danger" onClick={() => ask('disable')}>
			{words.disable}
		</Button>
	) : (
		<Button variant="default" onClick={enable}>
			{words.enable}
		</Button>
	);
}

function Disable({ agent, back, close }: { agent: SupportAgent; back: () => void; close: () => void }) {
	const words = texts().agents;
	const change = useChange(agent, () => {
		showNotice({ text: words.disabledNow(agent.name) });
		close();
	});
	return (
		<Confirm
			sentence={words.disableText}
			name={agent.name}
			act={words.disable}
			problem={change.error && describe(change.error)}
			isBusy={change.isPending}
			back={back}
			onAct={() => change.mutate({ isActive: false })}
		/>
	);
}
