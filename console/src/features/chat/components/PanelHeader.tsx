/* The conversation's head: the visitor, how it stands, and what can be done with it. */
import { Button, Tooltip } from '@mantine/core';
import { ArrowLeft, ArrowLeftRight, BadgeCheck, CircleStop, UserRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ChatSession } from '../../../api/types';
import { IconButton } from '../../../ui/IconButton';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { goBack, navigate } from '../../../ui/place';
import { useOpened } from '../../../ui/useOpened';
import { chatAddress } from '../addresses';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { visitorName } from '../visitor';
import classes from './PanelHeader.module.css';
import { TicketAction } from './TicketAction';

const TransferDialog = lazy(() => import('./TransferDialog'));
const EndDialog = lazy(() => import('./EndDialog'));

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
	const isMine = session.assignedAgent?.id === me.agent.id;
	const isSupervisor = me.agent.role !== 'agent';
	const canAct = session.status === 'active' && (isMine || isSupervisor);
	return (
		<header className={classes.header}>
			<IconButton
				className={classes.back}
				label={texts().app.back}
				onClick={() => goBack(chatAddress())}
			>
				<ArrowLeft size={20} />
			</IconButton>
			<Who session={session} isMine={isMine} />
			<TicketAction session={session} />
			{canAct && <Actions session={session} />}
			<IconButton
				className={classes.details}
				label={words.details}
				onClick={() => navigate(chatAddress(session.id, true))}
			>
				<UserRound size={20} />
			</IconButton>
		</header>
	);
}

function Who({ session, isMine }: { session: ChatSession; isMine: boolean }) {
	const { verified } = texts().panel;
	const name = visitorName(session);
	return (
		<>
			<PersonAvatar name={name} id={session.visitorId} size={38} />
			<div className={classes.who}>
				<h2 className={classes.name}>
					<span className={classes.cut}>
						<bdi>{name}</bdi>
					</span>
					{session.visitorVerified && (
						<Tooltip label={verified}>
							<BadgeCheck
								size={17}
								className={classes.verified}
								aria-label={verified}
								role="img"
							/>
						</Tooltip>
					)}
				</h2>
				<div className={classes.state} data-status={session.status}>
					<span className={classes.dot} />
					<span className={classes.cut}>
						<bdi>{describe(session, isMine)}</bdi>
					</span>
				</div>
			</div>
		</>
	);
}

/* What closes a conversation for good is told apart from what does not. */
const ACTIONS = [
	{ name: 'transfer', Icon: ArrowLeftRight, color: 'gray', look: 'default', Dialog: TransferDialog },
	{ name: 'end', Icon: CircleStop, color: 'danger', look: 'outline', Dialog: EndDialog },
] as const;

type Action = (typeof ACTIONS)[number];

/* With their names where there is room for them; which of the two is shown, the style says. */
function Actions({ session }: { session: ChatSession }) {
	const words = texts().panel;
	const [action, setAction] = useState<Action | null>(null);
	const dialog = useOpened();
	const show = (chosen: Action) => {
		setAction(chosen);
		dialog.open();
	};
	return (
		<>
			<div className={classes.actions}>
				{ACTIONS.map((each) => (
					<Button
						key={each.name}
						variant={each.look}
						color={each.color}
						leftSection={<each.Icon size={16} aria-hidden="true" />}
						onClick={() => show(each)}
					>
						{words[each.name]}
					</Button>
				))}
			</div>
			<div className={classes.icons}>
				{ACTIONS.map((each) => (
					<IconButton
						key={each.name}
						label={words[each.name]}
						color={each.color}
						onClick={() => show(each)}
					>
						<each.Icon size={20} />
					</IconButton>
				))}
			</div>
			<Suspense>
				{action && (
					<action.Dialog session={session} isOpen={dialog.isOpen} close={dialog.close} />
				)}
			</Suspense>
		</>
	);
}
