/* The ticket that a chat has become. */
import { conversationOptions } from '../../../api/conversations';
import { signedRequest } from '../../../api/http';
import type { ChatSession, Conversation, SupportTicket } from '../../../api/types';

/* Asked again there is one all the same. */
export function makeTicket(sessionId: string): Promise<SupportTicket> {
	return signedRequest('POST', `/api/admin/support/chat/${sessionId}/ticket`);
}

/* The one that there is, among all that there is of the customer. */
export function ticketOfChatOptions({ id, conversationId }: ChatSession) {
	return {
		...conversationOptions(conversationId),
		select: ({ tickets }: Conversation) => tickets.find(({ sessionId }) => sessionId === id),
	};
}
