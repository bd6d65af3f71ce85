/* By which way a ticket came. */
import { Code, Mail, MessageCircle, PenLine, TextCursorInput } from 'lucide-react';
import type { TicketChannel } from '../model';
import { channelName } from '../words';

const ICONS = {
	chat: MessageCircle,
	email: Mail,
	form: TextCursorInput,
	agent: PenLine,
	api: Code,
};

export function ChannelMark({ channel }: { channel: TicketChannel }) {
	const Icon = ICONS[channel];
	return <Icon size={14} role="img" aria-label={channelName(channel)} />;
}
