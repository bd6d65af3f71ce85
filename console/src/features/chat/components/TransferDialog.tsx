/* Hands a conversation over: back to the queue, or to a colleague, whose status one sees. */
import { Alert, Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ListRestart } from 'lucide-react';
import { useState } from 'react';
import { charactersLeft, NOTE_MOST_BYTES } from '../../../../../proto/client/limits';
import { asRefusal } from '../../../api/http';
import type { ChatSession, SupportAgent } from '../../../api/types';
import { useAgents } from '../../../live/agents';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { navigate } from '../../../ui/place';
import { chatAddress } from '../addresses';
import { nextOf } from '../api/lists';
import { transferSession } from '../api/sessions';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import classes from './TransferDialog.module.css';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	close: () => void;
}

const QUEUE = 'queue';
const STATUS_ORDER = { online: 0, away: 1, offline: 2 };

const statusOf = (agent: SupportAgent) => agent.status ?? 'offline';

/* Those who can be given a chat, the present ones first. */
function useColleagues(): SupportAgent[] {
	const { me } = useDesk();
	const agents = useAgents();
	const others = (agents.data?.items ?? []).filter(
		(agent) => agent.id !== me.agent.id && agent.isActive !== false,
	);
	const rank = (agent: SupportAgent) => STATUS_ORDER[statusOf(agent)];
	return others.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export default function TransferDialog({ session, isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().transfer.title}>
			<TransferForm session={session} close={close} />
		</Dialog>
	);
}

interface Wish {
	agent: SupportAgent | undefined;
	note: string;
}

/* What was handed over is done with: on to the next chat. */
function useTransfer(session: ChatSession, close: () => void) {
	const desk = useDesk();
	const client = useQueryClient();
	const words = texts().transfer;
	return useMutation({
		mutationFn: ({ agent, note }: Wish) => {
			desk.attention.expect(session.id);
			return transferSession(session.id, agent?.id, note.trim());
		},
		onSuccess: (transferred, { agent }) => {
			close();
			desk.handedOver.add(session.id);
			desk.learn(transferred);
			showNotice({ text: agent ? words.done(agent.name) : words.doneQueue });
			navigate(chatAddress(nextOf(client, session.id)?.id), { replace: true });
		},
		onError: (error, { agent }) => {
			const refuse = words.refused[asRefusal(error).code];
			const text = agent && refuse ? refuse(agent.name) : words.failed;
			showNotice({ tone: 'error', text });
		},
	});
}

function TransferForm({ session, close }: { session: ChatSession; close: () => void }) {
	const [target, setTarget] = useState<string | null>(null);
	const [note, setNote] = useState('');
	const colleagues = useColleagues();
	const transfer = useTransfer(session, close);
	const words = texts().transfer;
	const agent = colleagues.find(({ id }) => id === target);
	const isAbsent = agent !== undefined && statusOf(agent) !== 'online';
	const isTooLong = countOver(note) > 0;
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
					{colleagues.map((colleague) => (
						<AgentChoice key={colleague.id} agent={colleague} />
					))}
				</Stack>
			</Radio.Group>
			<div role="status">{isAbsent && <Absence agent={agent} />}</div>
			<NoteField note={note} setNote={setNote} />
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button
					disabled={target === null || isAbsent || isTooLong}
					loading={transfer.isPending}
					onClick={() => transfer.mutate({ agent, note })}
				>
					{words.submit}
				</Button>
			</Group>
		</>
	);
}

const countOver = (note: string) => Math.max(0, -(charactersLeft(note, NOTE_MOST_BYTES) ?? 0));

function NoteField({ note, setNote }: { note: string; setNote: (note: string) => void }) {
	const words = texts().transfer;
	const over = countOver(note);
	return (
		<Textarea
			mt="md"
			label={words.note}
			description={words.noteHint}
			error={over > 0 && texts().composer.tooLong(over)}
			dir="auto"
			autosize
			minRows={2}
			maxRows={6}
			value={note}
			onChange={(event) => setNote(event.currentTarget.value)}
		/>
	);
}

function Absence({ agent }: { agent: SupportAgent }) {
	const status = statusOf(agent);
	const { absent } = texts().transfer;
	if (status === 'online') return null;
	return (
		<Alert color="yellow" mt="md" py="xs">
			{absent[status](agent.name)}
		</Alert>
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
	const status = statusOf(agent);
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
