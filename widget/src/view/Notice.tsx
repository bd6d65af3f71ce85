// One line between header and thread when something needs to be known: no network, no server.
import type { Conversation } from "../app/conversation";
import { useDesk } from "./context";

type Known = "offline" | "reconnecting" | "starting" | "failed" | "queueFull";

function noticeOf(conversation: Conversation): Known | undefined {
	if (conversation.isSignedOut) return undefined;
	if (conversation.isOffline) return "offline";
	if (conversation.problem)
		return conversation.problem.code === "queue_full" ? "queueFull" : "failed";
	if (conversation.isReconnecting) return "reconnecting";
	return conversation.isStarting ? "starting" : undefined;
}

export function Notice() {
	const { conversation, locale } = useDesk();
	const notice = noticeOf(conversation);
	return (
		<div class="notice-place" role="status">
			{notice && (
				<div class={`notice ${notice}`}>
					{locale.text(notice)} {notice === "failed" && conversation.problem?.detail}
				</div>
			)}
		</div>
	);
}
