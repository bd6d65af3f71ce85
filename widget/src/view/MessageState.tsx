// How far an own message has come: clock, tick, two ticks, two coloured ticks; or why not.
import type { Item } from "../app/thread";
import { useDesk, type Desk } from "./context";
import { Clock, Tick, Ticks } from "./icons";

type State = "sending" | "waitingToSend" | "notSent" | "sent" | "delivered" | "read";

const ICONS = {
	sending: Clock,
	waitingToSend: Clock,
	notSent: Clock,
	sent: Tick,
	delivered: Ticks,
	read: Ticks,
};

function stateOf(item: Item, { conversation, config }: Desk): State {
	const { delivered, read } = conversation.thread.agent;
	if (item.delivery === "sending" && conversation.isSignedOut) return "notSent";
	if (item.delivery === "sending")
		return conversation.isOffline ? "waitingToSend" : "sending";
	if (!item.seq || !config.showReadReceipts) return "sent";
	if (item.seq <= read) return "read";
	return item.seq <= delivered ? "delivered" : "sent";
}

export function MessageState({ item, isNewest }: { item: Item; isNewest: boolean }) {
	const desk = useDesk();
	const state = stateOf(item, desk);
	const Icon = ICONS[state];
	const label = desk.locale.text(state);
	return (
		<span class={`state ${state}`} title={label}>
			{isNewest && <span aria-hidden="true">·</span>}
			<span class={isNewest ? "" : "hidden"}>{label}</span>
			<Icon />
		</span>
	);
}
