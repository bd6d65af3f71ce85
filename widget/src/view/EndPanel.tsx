// What takes the composer's place: the question whether to end, and what follows an end.
import { useEffect, useRef, useState } from "preact/hooks";
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

export function Ended() {
	const { conversation, locale } = useDesk();
	return (
		<div class="panel" role="status">
			<p>{locale.text(conversation.isSignedOut ? "signedOut" : "ended")}</p>
			<button type="button" class="primary" onClick={() => conversation.startAgain()}>
				{locale.text("startAgain")}
			</button>
		</div>
	);
}
