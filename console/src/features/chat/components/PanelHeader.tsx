/* The conversation's head: the visitor, how it stands, and what can be done with it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { ArrowLeft, ArrowLeftRight, BadgeCheck, CircleCheckBig, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ChatSession } from '../../../api/types';
import { chatAddress, navigate } from '../../../ui/place';
import { visitorName } from '../../../ui/visitor';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../../../locale';
import { EndDialog } from './EndDialog';
import classes from './PanelHeader.module.css';
import { PersonAvatar } from '../../../ui/PersonAvatar';
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
			<HeaderIcon
				className={classes.back}
				label={texts().app.back}
				onClick={() => navigate(chatAddress())}
			>
				<ArrowLeft size={20} />
			</HeaderIcon>
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
					<span className={classes.cut}>
						<bdi>{describe(session, isMine)}</bdi>
					</span>
				</div>
			</div>
			{canAct && <Actions session={session} />}
			<HeaderIcon
				className={classes.details}
				label={words.details}
				onClick={() => navigate(chatAddress(session.id, true))}
			>
				<UserRound size={20} />
			</HeaderIcon>
		</header>
	);
}

const ACTIONS = [
	{ name: 'transfer', Icon: ArrowLeftRight },
	{ name: 'end', Icon: CircleCheckBig },
] as const;

type Action = (typeof ACTIONS)[number]['name'];

/* With their names where there is room for them; which of the two is shown, the style says. */
function Actions({ session }: { session: ChatSession }) {
	const words = texts().panel;
	const [dialog, setDialog] = useState<Action | null>(null);
	const close = () => setDialog(null);
	return (
		<>
			<div className={classes.actions}>
				{ACTIONS.map(({ name, Icon }) => (
					<Button
						key={name}
						variant="default"
						leftSection={<Icon size={16} aria-hidden="true" />}
						onClick={() => setDialog(name)}
					>
						{words[name]}
					</Button>
				))}
			</div>
			<div className={classes.icons}>
				{ACTIONS.map(({ name, Icon }) => (
					<HeaderIcon key={name} label={words[name]} onClick={() => setDialog(name)}>
						<Icon size={19} />
					</HeaderIcon>
				))}
			</div>
			<TransferDialog session={session} isOpen={dialog === 'transfer'} close={close} />
			<EndDialog session={session} isOpen={dialog === 'end'} close={close} />
		</>
	);
}

interface HeaderIconProps {
	label: string;
	className?: string;
	onClick: () => void;
	children: ReactNode;
}

function HeaderIcon({ label, ...rest }: HeaderIconProps) {
	return <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} {...rest} />;
}
