// What takes the composer's place: the question whether to end, and what follows an end.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../app/conversation";
import { useDesk } from "./context";
import { Words } from "./Words";

export function EndQuestion({ onDone }: { onDone(): void }) {
	const { conversation, locale } = useDesk();
	const [state, setState] = useState<"asked" | "busy" | "failed">("asked");
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => first.current?.focus(), []);
	const end = async () => {
		if (state === "busy") return;
		setState("busy");
		if (await conversation.end()) onDone();
		else setState("failed");
	};
	return (
		<div class="panel" role="group" aria-labelledby="frontdesk-end">
			<strong id="frontdesk-end">{locale.text("endQuestion")}</strong>
			<p>{locale.text("endExplanation")}</p>
			{state === "failed" && (
				<p class="problem" role="alert">
					{locale.text("endFailed")}
				</p>
			)}
			<div class="choices">
				<button type="button" ref={first} class="secondary" onClick={onDone}>
					{locale.text("cancel")}
				</button>
				<button type="button" class="primary" aria-disabled={state === "busy"} onClick={end}>
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
		<div class="panel">
			<p>
				<Words>{locale.text(wordsOf(conversation))}</Words>
			</p>
			<button type="button" class="primary" onClick={() => conversation.startAgain()}>
				{locale.text("startAgain")}
			</button>
		</div>
	);
}
