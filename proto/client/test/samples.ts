// Messages, sessions and frames as tests need them.
import type { ChatMessage, ChatSession, FrameOf } from "../wire";

export const SESSION_ID = "session";
export const FINGERPRINT = "f".repeat(32);

export function session(more: Partial<ChatSession> = {}): ChatSession {
	const nothing = { delivered: 0, read: 0 };
	return {
		id: SESSION_ID,
		status: "active",
		headSeq: 0,
		unreadCount: 0,
		agentsOnline: 1,
		receipts: { visitor: nothing, agent: nothing },
		...more,
	} as ChatSession;
}

/** A time in the first minute of 2026, to the microsecond. */
export function at(second: number, micros = 0): string {
	const pad = (value: number, size: number) => String(value).padStart(size, "0");
	return `2026-01-01T00:00:${pad(second, 2)}.${pad(micros, 6)}Z`;
}

/** A visitor's message; without a seq it is not stored. */
export function message(id: string, seq?: number, createdAt = at(seq ?? 30)): ChatMessage {
	return {
		id,
		sessionId: SESSION_ID,
		senderId: "visitor-1",
		senderType: "visitor",
		content: `text of ${id}`,
		attachments: [],
		isRead: false,
		createdAt,
		...(seq === undefined ? {} : { seq }),
	};
}

export function resumed(
	messages: ChatMessage[],
	headSeq: number,
	isReset: boolean,
	epoch = "e1",
): FrameOf<"resumed"> {
	const frame = { sessionId: SESSION_ID, epoch, messages, headSeq, isReset };
	return { type: "resumed", session: session(), ...frame };
}

export function stored(
	id: string,
	seq: number,
	fingerprint = FINGERPRINT,
	createdAt = at(seq),
): FrameOf<"message.stored"> {
	return { type: "message.stored", sessionId: SESSION_ID, id, seq, createdAt, fingerprint };
}

export function heard(id: string, createdAt: string): FrameOf<"message.new"> {
	const frame = { sessionId: SESSION_ID, fingerprint: FINGERPRINT };
	return { type: "message.new", message: message(id, undefined, createdAt), ...frame };
}
