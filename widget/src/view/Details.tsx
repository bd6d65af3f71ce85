// Name and e-mail, left freely while nobody is online, so that the merchant can answer later; what asks for
// them is fetched by need.
import type { Contact, DetailsPort } from "../shared/contract";
import type { Conversation } from "../app/conversation";
import { ByNeed } from "./ByNeed";
import { useDesk } from "./context";

function thankedFor({ session, durable }: Conversation): Contact | undefined {
	const { profile, isProfileOwed } = durable.choices();
	if (!profile || isProfileOwed || !session) return undefined;
	const { visitorName, visitorEmail } = session;
	if (profile.email) return visitorEmail ? { email: visitorEmail } : undefined;
	return visitorName ? { name: visitorName } : undefined;
}

function knownTo({ session, durable }: Conversation): Contact {
	const { profile, refused } = durable.choices();
	const { name = session?.visitorName, email = session?.visitorEmail } = profile ?? refused ?? {};
	return { ...(name ? { name } : {}), ...(email ? { email } : {}) };
}

const detailsOf = (conversation: Conversation): DetailsPort => ({
	known: () => knownTo(conversation),
	refusal: () => conversation.durable.choices().refused?.detail,
	isHeld: () => !!conversation.durable.choices().profile && !conversation.hasSession,
	thanked: () => thankedFor(conversation),
	leave: (contact) => conversation.leaveDetails(contact),
});

export function Details() {
	const { conversation } = useDesk();
	return <ByNeed file={FORMS_FILE} more={{ details: detailsOf(conversation) }} />;
}
