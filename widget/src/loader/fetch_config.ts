// The tenant's public configuration: the one request that a page makes before anybody wants a chat.
import type { ChatWidgetConfig, Problem } from "../shared/proto";
import { say } from "../shared/say";
import type { Embed } from "./embed";
import { pause } from "./pause";

const AGAIN_AFTER_MS = [2_000, 10_000, 60_000];

// A page's own fetch may answer anything, or nothing.
async function attempt(url: string): Promise<ChatWidgetConfig | Problem | undefined> {
	try {
		const response = await fetch(url, { credentials: "omit" });
		if (response.ok) {
			const config = (await response.json()) as ChatWidgetConfig | undefined;
			return config?.tenantId ? config : undefined;
		}
		if (response.status >= 500 || response.status === 429) return undefined;
		return { code: "refused", ...((await response.json().catch(() => ({}))) as object) };
	} catch {
		return undefined;
	}
}

function isOwnFetch(): boolean {
	return /\[native code\]/.test(Function.prototype.toString.call(fetch));
}

const hasOrigin = () => self.origin !== "null";

// A browser hides from the page why it may not read an answer: all reasons are named.
function unreachable({ gateway, tenantId }: Embed): string {
	if (!hasOrigin()) return "this page has no origin (a sandbox without allow-same-origin, a file)";
	const allow = `frontdesk tenant set ${tenantId} --add-origin ${location.origin}`;
	const wrapped = isOwnFetch() ? "" : " This page has replaced fetch.";
	return `${gateway} gave this page no answer. If it runs, allow the page with: ${allow}${wrapped}`;
}

/** The configuration, or why there is none. `isWanted` is asked before each attempt. */
export async function fetchConfig(
	embed: Embed,
	isWanted: () => boolean,
): Promise<ChatWidgetConfig | Problem> {
	const query = `tenantId=${encodeURIComponent(embed.tenantId)}`;
	const url = `${embed.gateway}/api/support/chat/widget-config?${query}`;
	const detail = unreachable(embed);
	for (const delayMs of hasOrigin() ? [0, ...AGAIN_AFTER_MS] : []) {
		if (delayMs) await pause(delayMs);
		const answer = isWanted() ? await attempt(url) : undefined;
		if (answer) return answer;
		say(detail);
	}
	return { code: "unreachable", detail };
}
