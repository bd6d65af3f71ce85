// A part of the window that is a file of its own, fetched by need: where it stands, and whether it is there.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PartModule, PartPort } from "../shared/contract";
import { fetchPart } from "../shared/fetch_part";
import { useDesk } from "./context";

/** What one part is told beside what all are. */
export type More = Pick<PartPort, "details" | "leaving">;

export function usePart(file: string, leave: () => void, more: More = {}) {
	const { conversation, locale } = useDesk();
	const place = useRef<HTMLDivElement>(null);
	const port = useRef<PartPort>();
	const [attempt, setAttempt] = useState(0);
	const [state, setState] = useState<"busy" | "here" | "failed">("busy");
	useEffect(() => {
		let unmount = () => {};
		let isGone = false;
		void fetchPart<PartModule>(conversation.gateway, file).then((module) => {
			if (isGone) return;
			setState(module ? "here" : "failed");
			const root = place.current!.getRootNode() as ShadowRoot;
			const { token = "", sessionId } = conversation.durable.session();
			const { gateway } = conversation;
			port.current = { gateway, token, root, locale: locale.tag, sessionId, leave, ...more };
			if (module) unmount = module.mount(place.current!, port.current);
		});
		return () => {
			isGone = true;
			unmount();
		};
	}, [attempt, locale.tag]);
	useEffect(() => port.current?.changed?.());
	const retry = () => {
		setState("busy");
		setAttempt(attempt + 1);
	};
	return { place, state, retry };
}
