/* Hands a conversation over: back to the queue, or to a colleague, whose status one sees. */
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { ListRestart } from 'lucide-react';
import { useState } from 'react';
import { asRefusal } from '../../../api/http';
import { useAgents } from '../api/lists';
import { transferSession } from '../api/sessions';
import type { ChatSession, SupportAgent } from '../../../api/types';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../../../locale';
import { Dialog } from '../../../ui/Dialog';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import classes from './TransferDialog.module.css';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	close: () => void;
}

const QUEUE = 'queue';
const STATUS_ORDER = { online: 0, away: 1, offline: 2 };

/* Those who can be given a chat, the present ones first. */
function useColleagues(): SupportAgent[] {
	const { me } = useDesk();
	const agents = useAgents();
	const others = (agents.data?.items ?? []).filter(
		(agent) => agent.id !== me.agent.id && agent.isActive !== false,
	);
	const rank = (agent: SupportAgent) => STATUS_ORDER[agent.status ?? 'offline'];
	return others.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function TransferDialog({ session, isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().transfer.title}>
			<TransferForm session={session} close={close} />
		</Dialog>
	);
}

function useTransfer(session: ChatSession, close: () => void) {
	const desk = useDesk();
	const words = texts().transfer;
	return useMutation({
		mutationFn: (agent: SupportAgent | undefined) => transferSession(session.id, agent?.id),
		onSuccess: (transferred, agent) => {
			close();
			desk.learn(transferred);
			notifications.show({ message: agent ? words.done(agent.name) : words.doneQueue });
		},
		onError: (error, agent) => {
			const refuse = words.refused[asRefusal(error).code];
			const message = agent && refuse ? refuse(agent.name) : words.failed;
			notifications.show({ color: 'red', message });
		},
	});
}

function TransferForm({ session, close }: { session: ChatSession; close: () => void }) {
	const [target, setTarget] = useState(QUEUE);
	const colleagues = useColleagues();
	const transfer = useTransfer(session, close);
	const words = texts().transfer;
	return (
		<>
			<Text c="var(--desk-muted)" size="sm" mb="md">
				{words.text}
			</Text>
			<Radio.Group value={target} onChange={setTarget} aria-label={words.title}>
				<Stack gap={8} className={classes.choices}>
					<QueueChoice />
					<div className={classes.group}>{words.colleagues}</div>
					{colleagues.length === 0 && <div className={classes.none}>{words.none}</div>}
					{colleagues.map((agent) => (
						<AgentChoice key={agent.id} agent={agent} />
					))}
				</Stack>
			</Radio.Group>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button
					loading={transfer.isPending}
					onClick={() => transfer.mutate(colleagues.find(({ id }) => id === target))}
				>
					{words.submit}
				</Button>
			</Group>
		</>
	);
}

function QueueChoice() {
	const words = texts().transfer;
	return (
		<Radio.Card value={QUEUE} className={classes.choice} aria-label={words.queue}>
			<span className={classes.queue}>
				<ListRestart size={19} aria-hidden="true" />
			</span>
			<span className={classes.text}>
				<span className={classes.name}>{words.queue}</span>
				<span className={classes.note}>{words.queueHint}</span>
			</span>
			<Radio.Indicator />
		</Radio.Card>
	);
}

function AgentChoice({ agent }: { agent: SupportAgent }) {
	const status = agent.status ?? 'offline';
	const label = texts().agentStatus[status];
	return (
		<Radio.Card
			value={agent.id}
			className={classes.choice}
			aria-label={`${agent.name}, ${label}`}
		>
			<PersonAvatar name={agent.name} id={agent.id} size={36} status={status} />
			<span className={classes.text}>
				<span className={classes.name}>
					<bdi>{agent.name}</bdi>
				</span>
				<span className={classes.note}>{label}</span>
			</span>
			<Radio.Indicator />
		</Radio.Card>
	);
}
