// How far an own message has come: clock, tick, two ticks, two coloured ticks; or why not.
import type { Entry } from "../../../proto/client/thread";
import { useDesk, type Desk } from "./context";
import { Clock, Tick, Ticks } from "./icons";
import { Words } from "./Words";

type State = "sending" | "waitingToSend" | "notSent" | "sent" | "delivered" | "read";

const ICONS = {
	sending: Clock,
	waitingToSend: Clock,
	notSent: Clock,
	sent: Tick,
	delivered: Ticks,
	read: Ticks,
};

function stateOf(entry: Entry, { conversation, config }: Desk): State {
	if (entry.state === "sending" && conversation.isSignedOut) return "notSent";
	if (entry.state === "sending") return conversation.isOffline ? "waitingToSend" : "sending";
	const receipts = conversation.session?.receipts.agent;
	if (!entry.seq || !config.showReadReceipts || !receipts) return "sent";
	if (entry.seq <= receipts.read) return "read";
	return entry.seq <= receipts.delivered ? "delivered" : "sent";
}

export function MessageState({ entry, isNewest }: { entry: Entry; isNewest: boolean }) {
	const desk = useDesk();
	const state = stateOf(entry, desk);
	const Icon = ICONS[state];
	const label = desk.locale.text(state);
	return (
		<span class={`state ${state}`} title={label}>
			{isNewest && <span aria-hidden="true">·</span>}
			<span class={isNewest ? "" : "hidden"}>
				<Words>{label}</Words>
			</span>
			<Icon />
		</span>
	);
}
