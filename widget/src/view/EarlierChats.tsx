// Where the visitor's earlier conversations stand in the window; what draws them is fetched by need.
import { useEffect, useRef, useState } from "preact/hooks";
import type { EarlierModule } from "../shared/contract";
import { useDesk } from "./context";

let failures = 0;

// A module that failed to load stays failed under its URL: each attempt has its own.
function fetchEarlier(gateway: string): Promise<EarlierModule | undefined> {
	const url = `${gateway}/widget/${EARLIER_FILE}${failures ? `?attempt=${failures}` : ""}`;
	return import(url).catch(() => void failures++);
}

export function EarlierChats({ onLeave }: { onLeave(): void }) {
	const { conversation, locale } = useDesk();
	const place = useRef<HTMLDivElement>(null);
	const [attempt, setAttempt] = useState(0);
	const [state, setState] = useState<"busy" | "here" | "failed">("busy");
	useEffect(() => {
		let unmount = () => {};
		let isGone = false;
		void fetchEarlier(conversation.gateway).then((module) => {
			if (isGone) return;
			setState(module ? "here" : "failed");
			const root = place.current!.getRootNode() as ShadowRoot;
			const { token = "", sessionId } = conversation.durable.session();
			const { gateway } = conversation;
			const port = { gateway, token, root, locale: locale.tag, sessionId, leave: onLeave };
			if (module) unmount = module.mount(place.current!, port);
		});
		return () => {
			isGone = true;
			unmount();
		};
	}, [attempt, locale.tag]);
	return (
		<>
			<div class="earlier-host" ref={place} />
			{state === "busy" && <div class="loading">{locale.text("loading")}</div>}
			{state === "failed" && (
				<div class="panel">
					<p role="alert">{locale.text("notSaved")}</p>
					<div class="choices">
						<button type="button" class="secondary" onClick={onLeave}>
							{locale.text("cancel")}
						</button>
						<button
							type="button"
							class="primary"
							onClick={() => {
								setState("busy");
								setAttempt(attempt + 1);
							}}
						>
							{locale.text("retry")}
						</button>
					</div>
				</div>
			)}
		</>
	);
}
