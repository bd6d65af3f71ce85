/* What REST answers about tickets with, by the names that this feature has for it. */
import type { SupportTicket, TicketChange as VersionedChange } from '../../api/types';

export type {
	SupportTicket,
	TicketChannel,
	TicketComment,
	TicketEvent,
	TicketField,
	TicketFieldKind,
	TicketOutcome,
	TicketPriority,
	TicketSettings,
	TicketStatus,
	TicketSummary,
	TicketView,
} from '../../api/types';

/* The version stands with the ticket that is changed. */
export type TicketChange = Omit<VersionedChange, 'version'>;

export type FieldValue = SupportTicket['fields'][string];
