// One line between header and thread when something needs to be known: no network, no server.
import type { Conversation } from "../app/conversation";
import type { TextKey } from "../locale/locale";
import { useDesk } from "./context";
import { Words } from "./Words";

// Why a chat could not be started, in the reader's language: the server's own sentence is English.
const PROBLEMS: Record<string, TextKey> = {
	queue_full: "queueFull",
	too_many: "tooMany",
	denied: "notAllowed",
	origin: "notAllowed",
	absent: "notAllowed",
};

interface Known {
	key: TextKey;
	isAlarm?: boolean;
}

function noticeOf(conversation: Conversation): Known | undefined {
	const { problem } = conversation;
	if (conversation.isSignedOut) return undefined;
	if (conversation.isOffline) return { key: "offline" };
	if (problem) return { key: PROBLEMS[problem.code] ?? "failed", isAlarm: true };
	if (conversation.isReconnecting) return { key: "reconnecting" };
	return conversation.isStarting ? { key: "starting" } : undefined;
}

export function Notice() {
	const { conversation, locale } = useDesk();
	const notice = noticeOf(conversation);
	return (
		<div role="status">
			{notice && (
				<div class={notice.isAlarm ? "notice alarm" : "notice"}>
					<Words>{locale.text(notice.key)}</Words>
				</div>
			)}
		</div>
	);
}
