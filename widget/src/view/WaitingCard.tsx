// While nobody has taken the conversation: the place in the queue, or a way to be reached later.
import { useDesk } from "./context";
import { DetailsForm } from "./DetailsForm";
import type { Locale } from "../locale/locale";

function expectedWait(locale: Locale, seconds: number | undefined): string {
	if (seconds === undefined) return locale.text("waitUnknown");
	const minutes = Math.round(seconds / 60);
	return minutes <= 1 ? locale.text("waitMinute") : locale.text("waitMinutes", { minutes });
}

function QueuePlace() {
	const { conversation, locale } = useDesk();
	const { queuePosition: position = 1, expectedWaitSeconds } = conversation.session!;
	const title =
		position === 1 ? locale.text("nextInLine") : locale.text("position", { position });
	return (
		<div class="card queue">
			<span class="pulse" />
			<div>
				<strong>{title}</strong>
				<p>{expectedWait(locale, expectedWaitSeconds)}</p>
			</div>
		</div>
	);
}

export function WaitingCard() {
	const { conversation } = useDesk();
	const { session, thread, agentsOnline } = conversation;
	const isWaiting = session?.status === "waiting" || session?.status === "transferred";
	if (conversation.isSignedOut) return null;
	const hasWritten = thread.entries.length > 0;
	if (isWaiting && agentsOnline) return <QueuePlace />;
	if (!agentsOnline && (isWaiting || (!session && hasWritten))) return <DetailsForm />;
	return null;
}
