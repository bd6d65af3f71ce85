// What takes the composer's place: the question whether to end, and what follows an end.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../app/conversation";
import { useDesk } from "./context";

export function EndQuestion({ onDone }: { onDone(): void }) {
	const { conversation, locale } = useDesk();
	const [isBusy, setBusy] = useState(false);
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => first.current?.focus(), []);
	const end = async () => {
		setBusy(true);
		await conversation.end();
		onDone();
	};
	return (
		<div class="panel" role="group" aria-labelledby="frontdesk-end">
			<strong id="frontdesk-end">{locale.text("endQuestion")}</strong>
			<p>{locale.text("endExplanation")}</p>
			<div class="choices">
				<button type="button" ref={first} class="secondary" onClick={onDone}>
					{locale.text("cancel")}
				</button>
				<button type="button" class="primary" disabled={isBusy} onClick={end}>
					{locale.text("endConfirm")}
				</button>
			</div>
		</div>
	);
}

const REASONS = { visitor_away: "endedAway", silent: "endedSilent" } as const;

function wordsOf({ isSignedOut, session }: Conversation) {
	if (isSignedOut) return "signedOut";
	return session?.endReason ? REASONS[session.endReason] : "ended";
}

export function Ended() {
	const { conversation, locale } = useDesk();
	return (
		<div class="panel" role="status">
			<p>{locale.text(wordsOf(conversation))}</p>
			<button type="button" class="primary" onClick={() => conversation.startAgain()}>
				{locale.text("startAgain")}
			</button>
		</div>
	);
}
