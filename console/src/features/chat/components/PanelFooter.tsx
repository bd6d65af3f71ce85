/* Below the messages: the composer in one's own chat, else what one may do instead. */
import { Button } from '@mantine/core';
import { Archive, ArrowLeftRight, Eye, HandHelping } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { isQueued } from '../api/lists';
import type { ChatSession } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { useStore } from '../../../ui/store';
import { useDesk } from '../live/DeskProvider';
import { usePresence } from '../live/usePresence';
import { useTake } from '../live/useTake';
import { texts } from '../texts';
import { Composer } from './Composer';
import classes from './PanelFooter.module.css';

const MailOffer = lazy(() => import('./MailOffer'));

export function PanelFooter({ session }: { session: ChatSession }) {
	const { me } = useDesk();
	const words = texts().panel;
	if (session.status === 'ended') return <EndedNotice session={session} />;
	if (isQueued(session)) return <TakeNotice session={session} />;
	if (session.assignedAgent?.id === me.agent.id) return <OwnFooter session={session} />;
	return (
		<Notice icon={<Eye size={17} aria-hidden="true" />}>
			{words.readOnly(session.assignedAgent?.name ?? texts().thread.agent)}
		</Notice>
	);
}

function Mail({ session }: { session: ChatSession }) {
	return (
		<Suspense>
			<MailOffer session={session} />
		</Suspense>
	);
}

function EndedNotice({ session }: { session: ChatSession }) {
	const words = texts().panel;
	return (
		<div className={classes.notice}>
			<Archive size={17} aria-hidden="true" />
			<span>
				{session.endedAt ? words.endedAt(formatFull(session.endedAt)) : words.ended}
				{session.endReason && ` ${words.endReasons[session.endReason]}`}
			</span>
			{session.visitorEmail && <Mail session={session} />}
		</div>
	);
}

function OwnFooter({ session }: { session: ChatSession }) {
	const presence = usePresence(session.id);
	const isGone = presence !== undefined && !presence.isHere;
	return (
		<>
			{isGone && session.visitorEmail && <Mail session={session} />}
			<Composer session={session} />
		</>
	);
}

function TakeNotice({ session }: { session: ChatSession }) {
	const { take, takingId } = useTake();
	const isJustHandedOver = useStore(useDesk().handedOver.ids).has(session.id);
	const words = texts().panel;
	if (isJustHandedOver)
		return (
			<Notice icon={<ArrowLeftRight size={17} aria-hidden="true" />}>{words.handedOver}</Notice>
		);
	return (
		<div className={classes.take}>
			<span>{words.takeHint}</span>
			<Button
				size="md"
				leftSection={<HandHelping size={19} aria-hidden="true" />}
				loading={takingId === session.id}
				onClick={() => take(session.id)}
			>
				{words.takeFirst}
			</Button>
		</div>
	);
}

function Notice({ icon, children }: { icon: ReactNode; children: ReactNode }) {
	return (
		<div className={classes.notice}>
			{icon}
			<span>{children}</span>
		</div>
	);
}
