/* What was said last in a session, and by whom; where nothing was, something else stands for it. */
import type { ReactNode } from 'react';
import type { ChatMessage, ChatSession } from '../../../api/types';
import { Named } from '../../../ui/Named';
import { useAgentNames } from '../live/useAgentNames';
import { useDesk } from '../live/DeskProvider';
import { useLast } from '../live/useLast';
import { texts } from '../texts';

const SHOWN_MOST = 160; /* more does not fit a row */

interface Props {
	session: ChatSession;
	className?: string;
	instead: ReactNode;
}

function useSpeaker(session: ChatSession, message: ChatMessage | undefined): string | undefined {
	const { me } = useDesk();
	const nameOf = useAgentNames(session);
	const words = texts().thread;
	if (!message || message.senderType === 'visitor') return undefined;
	if (message.senderType === 'bot') return words.bot;
	return message.senderId === me.agent.id ? words.you : nameOf(message.senderId, message.senderName);
}

export function LastMessage({ session, className, instead }: Props) {
	const message = useLast(session);
	const speaker = useSpeaker(session, message);
	if (!message?.content) return <span className={className}>{instead}</span>;
	const text = message.content.slice(0, SHOWN_MOST).replace(/\s+/gu, ' ');
	return (
		<span className={className}>
			{speaker && <Named sentence={(name) => texts().lists.said(name, '')} name={speaker} />}
			<bdi>{text}</bdi>
		</span>
	);
}
