/* The objects that the REST interface and the socket share, as the contract generates them. */
export type {
	AgentStatus,
	ChatMessage,
	ChatNote,
	ChatSession,
	MessagePage,
	QueuePage,
	SenderType,
	SessionEnd,
	SessionEnds,
	SignedIn,
	SupportAgent,
	TenantChoice,
	VisitorAttributes,
	VisitorEvent,
} from '../../../build/gen/proto';

/* A page of anything, and the cursor of the next one. */
export interface Page<Item> {
	items: Item[];
	next?: string;
}
