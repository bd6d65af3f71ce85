/* Where the chat page stands, and one of its chats. */
import { HOME_PATH } from '../../ui/addresses';

export const CHAT_PATH = HOME_PATH;

export function chatAddress(sessionId?: string, details = false): string {
	if (!sessionId) return CHAT_PATH;
	return `${CHAT_PATH}/${sessionId}${details ? '?details' : ''}`;
}
