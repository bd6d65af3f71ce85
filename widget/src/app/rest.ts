// The visitor's REST routes.
import { ask, type Place } from "../../../proto/client/http";
import type {
	ChatSession,
	ChatStarted,
	MessagePage,
	SessionPage,
	VisitorIdentified,
} from "../shared/proto";

export interface StartBody {
	tenantId: string;
	visitorName?: string;
	visitorEmail?: string;
	pageUrl?: string;
	referrerUrl?: string;
	identifier?: string;
	identifierHash?: string;
}

export class Rest {
	constructor(private readonly gateway: string) {}

	/** Where this visitor's requests and the connection go. */
	place(token: string | undefined): Place {
		return { base: `${this.gateway}/api/support/chat`, credentials: "omit", token };
	}

	start(body: StartBody, key: string, token: string | undefined): Promise<ChatStarted> {
		return ask(this.place(token), "", { method: "POST", body, key });
	}

	older(sessionId: string, before: number, limit: number, token: string): Promise<MessagePage> {
		const path = `/${sessionId}/messages?before=${before}&limit=${limit}`;
		return ask(this.place(token), path);
	}

	sessions(after: string | undefined, limit: number, token: string): Promise<SessionPage> {
		const rest = after ? `&after=${encodeURIComponent(after)}` : "";
		return ask(this.place(token), `/sessions?limit=${limit}${rest}`);
	}

	/** The visitor has read up to there. */
	read(sessionId: string, seq: number, token: string): Promise<void> {
		return ask(this.place(token), `/${sessionId}/read`, { method: "POST", body: { seq } });
	}

	patch(sessionId: string, body: object, token: string): Promise<ChatSession> {
		return ask(this.place(token), `/${sessionId}`, { method: "PATCH", body });
	}

	attributes(body: object, token: string): Promise<void> {
		return ask(this.place(token), "/attributes", { method: "PATCH", body });
	}

	/** A request that outlives the page is small (64 KB, says Fetch). */
	track(events: object[], token: string, outlivesPage: boolean): Promise<void> {
		const asked = { method: "POST", body: { events }, keepalive: outlivesPage } as const;
		return ask(this.place(token), "/visitor-events", asked);
	}

	end(sessionId: string, token: string): Promise<ChatSession> {
		return ask(this.place(token), `/${sessionId}/end`, { method: "POST", body: {} });
	}

	identify(body: object, token: string): Promise<VisitorIdentified> {
		return ask(this.place(token), "/identify", { method: "POST", body });
	}
}
