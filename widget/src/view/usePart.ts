// A part of the window that is a file of its own, fetched by need: where it stands, and whether it is there.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PartModule } from "../shared/contract";
import { useDesk } from "./context";

let failures = 0;

// A module that failed to load stays failed under its URL: each attempt has its own.
function fetchPart(gateway: string, file: string): Promise<PartModule | undefined> {
	const url = `${gateway}/widget/${file}${failures ? `?attempt=${failures}` : ""}`;
	return import(url).catch(() => void failures++);
}

export function usePart(file: string, leave: () => void) {
	const { conversation, locale } = useDesk();
	const place = useRef<HTMLDivElement>(null);
	const [attempt, setAttempt] = useState(0);
	const [state, setState] = useState<"busy" | "here" | "failed">("busy");
	useEffect(() => {
		let unmount = () => {};
		let isGone = false;
		void fetchPart(conversation.gateway, file).then((module) => {
			if (isGone) return;
			setState(module ? "here" : "failed");
			const root = place.current!.getRootNode() as ShadowRoot;
			const { token = "", sessionId } = conversation.durable.session();
			const { gateway } = conversation;
			const port = { gateway, token, root, locale: locale.tag, sessionId, leave };
			if (module) unmount = module.mount(place.current!, port);
		});
		return () => {
			isGone = true;
			unmount();
		};
	}, [attempt, locale.tag]);
	const retry = () => {
		setState("busy");
		setAttempt(attempt + 1);
	};
	return { place, state, retry };
}
