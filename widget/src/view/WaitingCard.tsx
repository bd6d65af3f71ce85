// While nobody has taken the conversation: the place in the queue, or a way to be reached later; and
// who is about to take it.
import { useDesk } from "./context";
import { Details } from "./Details";
import { LeaveMessage } from "./LeaveMessage";
import { Named } from "./Named";
import { agentOf, isHandedOver } from "./presence";
import { isLeaving, useKnown } from "./useKnown";
import { useNameOf } from "./useNameOf";
import { Words } from "./Words";
import type { Locale } from "../locale/locale";

function expectedWait(locale: Locale, seconds: number | undefined): string {
	if (seconds === undefined) return locale.text("waitUnknown");
	return locale.text("wait", { count: Math.max(1, Math.round(seconds / 60)) });
}

function Pulse() {
	return (
		<span class="pulse">
			<i />
		</span>
	);
}

function QueuePlace() {
	const { conversation, locale } = useDesk();
	const { queuePosition: position = 1, expectedWaitSeconds } = conversation.session!;
	const title =
		position === 1 ? locale.text("nextInLine") : locale.text("position", { position });
	return (
		<div class="card queue" role="status">
			<Pulse />
			<div>
				<strong>
					<Words>{title}</Words>
				</strong>
				<p>
					<Words>{expectedWait(locale, expectedWaitSeconds)}</Words>
				</p>
			</div>
		</div>
	);
}

function HandingOver({ id }: { id: string }) {
	return (
		<div class="card queue" role="status">
			<Pulse />
			<strong>
				<Named text="handingTo" place="name" name={useNameOf(id)} />
			</strong>
		</div>
	);
}

export function WaitingCard() {
	const desk = useDesk();
	const { conversation } = desk;
	const known = useKnown();
	const { session, agentsOnline, isSignedOut, entries } = known;
	const isWaiting = session?.status === "waiting" || session?.status === "transferred";
	if (isSignedOut) return null;
	if (isLeaving(desk)) return <LeaveMessage />;
	if (isHandedOver(known)) return <HandingOver id={agentOf(known)!.id} />;
	if (isWaiting && agentsOnline) return <QueuePlace />;
	const hasWritten = entries.length > 0;
	const mayBeMissed = isWaiting || (!conversation.hasSession && hasWritten);
	return !agentsOnline && mayBeMissed ? <Details /> : null;
}
