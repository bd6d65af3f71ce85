// What goes over the wire, as the tables of proto generate it, by the names used here.
import type { ClientMessage, ServerMessage } from "../../build/gen/proto";

export type {
	ChatMessage,
	ChatSession,
	ClientMessage,
	Problem,
	ReceiptPosition,
	SenderType,
	ServerMessage,
	StoredMessage,
	SupportAgent,
} from "../../build/gen/proto";

export type FrameOf<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;
export type AskOf<T extends ClientMessage["type"]> = Extract<ClientMessage, { type: T }>;

/** A session, and up to where it is held: what a resume says. */
export type Position = Omit<AskOf<"resume">, "type">;
