/* A ticket's head: its number and subject, how it stands, and what is done with it first. */
import { ActionIcon, Button, Group, Menu, TextInput } from '@mantine/core';
import {
	ArrowLeft,
	ChevronDown,
	ChevronUp,
	CircleCheck,
	EllipsisVertical,
	PanelRight,
	PenLine,
	RotateCcw,
	UserRoundCheck,
} from 'lucide-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useLine } from '../../../live/LineProvider';
import { formatFull } from '../../../ui/format';
import { IconButton } from '../../../ui/IconButton';
import { navigate } from '../../../ui/place';
import { useOpened } from '../../../ui/useOpened';
import { backToList, nextOnTrail, ticketAddress } from '../addresses';
import { isDone, mayReopen } from '../may';
import type { SupportTicket } from '../model';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';
import type { Change } from '../useChange';
import { numberOf, statusName } from '../words';
import { PriorityMark } from './PriorityMark';
import { StatusMark } from './StatusMark';
import classes from './TicketHead.module.css';

const MergeDialog = lazy(() => import('./MergeDialog'));
const SnoozeDialog = lazy(() => import('./SnoozeDialog'));

interface Props {
	ticket: SupportTicket;
	change: Change;
}

export function TicketHead({ ticket, change }: Props) {
	return (
		<header className={classes.head}>
			<div className={classes.top}>
				<IconButton label={detailTexts().toList} onClick={backToList}>
					<ArrowLeft size={20} />
				</IconButton>
				<span className={classes.number}>{numberOf(ticket)}</span>
				<Walk id={ticket.id} />
				<Actions ticket={ticket} change={change} />
			</div>
			<Subject key={ticket.id} ticket={ticket} change={change} />
			<div className={classes.state}>
				<StatusMark status={ticket.status} size={16} isSilent />
				<strong>{statusName(ticket.status)}</strong>
				{ticket.snoozedUntil && (
					<span>{texts().tickets.snoozedTo(formatFull(ticket.snoozedUntil))}</span>
				)}
				<PriorityMark priority={ticket.priority} />
				<span>{detailTexts().since(formatFull(ticket.createdAt))}</span>
			</div>
		</header>
	);
}

/* To the tickets before and behind it in the list that one came from. */
function Walk({ id }: { id: string }) {
	const words = detailTexts();
	const steps = [
		{ to: nextOnTrail(id, -1), label: words.previous, Icon: ChevronUp },
		{ to: nextOnTrail(id, 1), label: words.next, Icon: ChevronDown },
	];
	if (steps.every(({ to }) => to === undefined)) return null;
	return (
		<div className={classes.walk}>
			{steps.map(({ to, label, Icon }) => (
				<IconButton
					key={label}
					label={label}
					disabled={to === undefined}
					onClick={() => to && navigate(ticketAddress(to), { replace: true })}
				>
					<Icon size={18} />
				</IconButton>
			))}
		</div>
	);
}

/* What is being saved of other things locks nothing: who leaves a field by pressing here has pressed. */
function Actions({ ticket, change: { change, pending } }: Props) {
	const { me } = useLine();
	const words = detailTexts();
	const isMine = ticket.assignedAgent?.id === me.agent.id;
	const canReopen = mayReopen(ticket, me.agent);
	return (
		<div className={classes.actions}>
			{!isMine && !isDone(ticket) && (
				<Button
					className={classes.wide}
					variant="default"
					leftSection={<UserRoundCheck size={16} aria-hidden="true" />}
					disabled={pending?.assignedAgentId !== undefined}
					onClick={() => change({ assignedAgentId: me.agent.id })}
				>
					{words.assignMe}
				</Button>
			)}
			{!isDone(ticket) && (
				<Button
					leftSection={<CircleCheck size={16} aria-hidden="true" />}
					disabled={pending?.status !== undefined}
					onClick={() => change({ status: 'resolved' })}
				>
					{words.resolve}
				</Button>
			)}
			{canReopen && (
				<Button
					variant="default"
					leftSection={<RotateCcw size={16} aria-hidden="true" />}
					disabled={pending?.status !== undefined}
					onClick={() => change({ status: 'open' })}
				>
					{words.reopen}
				</Button>
			)}
			<More ticket={ticket} change={{ change }} />
			<IconButton
				className={classes.details}
				label={words.details}
				onClick={() => navigate(`${ticketAddress(ticket.id)}?details`)}
			>
				<PanelRight size={20} />
			</IconButton>
		</div>
	);
}

function More({ ticket, change: { change } }: { ticket: SupportTicket; change: Pick<Change, 'change'> }) {
	const words = detailTexts();
	const [merging, snoozing] = [useOpened(), useOpened()];
	if (ticket.status === 'closed') return null;
	return (
		<>
			<Menu position="bottom-end" withinPortal={false}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.more}>
						<EllipsisVertical size={20} aria-hidden="true" />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{!isDone(ticket) && (
						<Menu.Item onClick={snoozing.open}>{words.snooze}</Menu.Item>
					)}
					<Menu.Item onClick={merging.open}>{words.merge}</Menu.Item>
					{ticket.status === 'resolved' && (
						<Menu.Item onClick={() => change({ status: 'closed' })}>{words.close}</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{merging.isWanted && (
					<MergeDialog ticket={ticket} isOpen={merging.isOpen} close={merging.close} />
				)}
				{snoozing.isWanted && (
					<SnoozeDialog
						isOpen={snoozing.isOpen}
						close={snoozing.close}
						snooze={(snoozedUntil) => change({ status: 'snoozed', snoozedUntil })}
					/>
				)}
			</Suspense>
		</>
	);
}

/* What is typed is based on the ticket as it was when one began. */
function Subject({ ticket, change }: Props) {
	const words = detailTexts().subject;
	const [began, setBegan] = useState<SupportTicket>();
	if (began)
		return <SubjectForm ticket={began} change={change} close={() => setBegan(undefined)} />;
	return (
		<div className={classes.subject}>
			<h2 className={classes.title}>
				<bdi>{ticket.subject}</bdi>
			</h2>
			{ticket.status !== 'closed' && (
				<IconButton label={words.edit} size="md" onClick={() => setBegan(ticket)}>
					<PenLine size={16} />
				</IconButton>
			)}
		</div>
	);
}

function SubjectForm({ ticket, change, close }: Props & { close: () => void }) {
	const words = detailTexts().subject;
	const [text, setText] = useState(ticket.subject);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const subject = text.trim();
		if (!subject) return;
		close();
		if (subject !== ticket.subject) change.change({ subject }, { of: ticket });
	};
	return (
		<form className={classes.subject} onSubmit={submit}>
			<TextInput
				className={classes.field}
				autoFocus
				aria-label={words.label}
				dir="auto"
				maxLength={255}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === 'Escape') close();
				}}
			/>
			<Group gap="xs">
				<Button size="sm" type="submit" disabled={!text.trim()}>
					{words.save}
				</Button>
				<Button size="sm" variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
			</Group>
		</form>
	);
}
