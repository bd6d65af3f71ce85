/* The conversation's head: the visitor, how it stands, and what can be done with it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { ArrowLeft, ArrowLeftRight, BadgeCheck, CircleCheckBig, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { ChatSession } from '../api/types';
import { chatAddress, navigate } from '../app/router';
import { visitorName } from '../lib/visitor';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../locale';
import { EndDialog } from './EndDialog';
import classes from './PanelHeader.module.css';
import { PersonAvatar } from './PersonAvatar';
import { TransferDialog } from './TransferDialog';

function describe(session: ChatSession, isMine: boolean): string {
	const words = texts().panel;
	switch (session.status) {
		case 'waiting':
			return words.waiting;
		case 'transferred':
			return words.transferred;
		case 'ended':
			return words.ended;
		case 'active':
			if (isMine || !session.assignedAgent) return words.active;
			return words.activeWith(session.assignedAgent.name);
	}
}

export function PanelHeader({ session }: { session: ChatSession }) {
	const { me } = useDesk();
	const words = texts().panel;
	const name = visitorName(session);
	const isMine = session.assignedAgent?.id === me.agent.id;
	const isSupervisor = me.agent.role !== 'agent';
	const canAct = session.status === 'active' && (isMine || isSupervisor);
	return (
		<header className={classes.header}>
			<ActionIcon
				className={classes.back}
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={texts().app.back}
				onClick={() => navigate(chatAddress())}
			>
				<ArrowLeft size={20} />
			</ActionIcon>
			<PersonAvatar name={name} id={session.visitorId} size={38} />
			<div className={classes.who}>
				<h2 className={classes.name}>
					<span className={classes.cut}>
						<bdi>{name}</bdi>
					</span>
					{session.visitorVerified && (
						<Tooltip label={words.verified}>
							<BadgeCheck
								size={17}
								className={classes.verified}
								aria-label={words.verified}
								role="img"
							/>
						</Tooltip>
					)}
				</h2>
				<div className={classes.state} data-status={session.status}>
					<span className={classes.dot} />
					<span className={classes.cut}>{describe(session, isMine)}</span>
				</div>
			</div>
			{canAct && <Actions session={session} />}
			<ActionIcon
				className={classes.details}
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={words.details}
				onClick={() => navigate(chatAddress(session.id, true))}
			>
				<UserRound size={20} />
			</ActionIcon>
		</header>
	);
}

function Actions({ session }: { session: ChatSession }) {
	const words = texts().panel;
	const [dialog, setDialog] = useState<'transfer' | 'end' | null>(null);
	const close = () => setDialog(null);
	return (
		<>
			<div className={classes.actions}>
				<Button
					variant="default"
					leftSection={<ArrowLeftRight size={16} aria-hidden="true" />}
					onClick={() => setDialog('transfer')}
				>
					{words.transfer}
				</Button>
				<Button
					variant="default"
					leftSection={<CircleCheckBig size={16} aria-hidden="true" />}
					onClick={() => setDialog('end')}
				>
					{words.end}
				</Button>
			</div>
			<div className={classes.icons}>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="lg"
					aria-label={words.transfer}
					onClick={() => setDialog('transfer')}
				>
					<ArrowLeftRight size={19} />
				</ActionIcon>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="lg"
					aria-label={words.end}
					onClick={() => setDialog('end')}
				>
					<CircleCheckBig size={19} />
				</ActionIcon>
			</div>
			<TransferDialog session={session} isOpen={dialog === 'transfer'} close={close} />
			<EndDialog session={session} isOpen={dialog === 'end'} close={close} />
		</>
	);
}
