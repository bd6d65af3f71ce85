// What outlives the page: who the visitor is, which conversation is open, what they chose, and the
// texts that the server has not stored yet.
import { Outbox, type Outgoing } from "../../../proto/client/outbox";
import { Shelf } from "../../../proto/client/shelf";
import { choicesKey, outboxPrefix, sessionKey } from "../shared/keys";

export interface Profile {
	name?: string;
	email?: string;
}

interface Session {
	token?: string;
	sessionId?: string;
	isEnded?: boolean;
	/** A POST that starts a session is under way or was interrupted: repeated with the same key. */
	startKey?: string;
	identifierHash?: string;
}

interface Choices {
	profile?: Profile;
	/** What was left and not taken, and the server's sentence, which begins with the member's name. */
	refused?: Profile & { detail: string };
	hasSound?: boolean;
	isDismissed?: boolean;
}

/** Where a text was written. */
export interface Page {
	pageUrl: string;
	referrerUrl: string;
}

export interface Text extends Outgoing {
	page: Page;
}

type Change<T> = { [key in keyof T]?: T[key] | undefined };

export class Durable {
	readonly outbox: Outbox<Text>;
	private readonly shelf = new Shelf();

	constructor(private readonly tenantId: string) {
		this.outbox = new Outbox(this.shelf, outboxPrefix(tenantId));
	}

	/** Whether what one tab writes can be read by the others, and by the next page. */
	get isShared(): boolean {
		return this.shelf.isShared;
	}

	session(): Session {
		return this.shelf.get<Session>(sessionKey(this.tenantId)) ?? {};
	}

	choices(): Choices {
		return this.shelf.get<Choices>(choicesKey(this.tenantId)) ?? {};
	}

	/** Changes some members; undefined takes a member away. */
	writeSession(change: Change<Session>): void {
		this.shelf.set(sessionKey(this.tenantId), { ...this.session(), ...change });
	}

	writeChoices(change: Change<Choices>): void {
		this.shelf.set(choicesKey(this.tenantId), { ...this.choices(), ...change });
	}

	/** Details that the server will not take are typed anew, from what they are. */
	refuseProfile(detail: string, profile = this.choices().profile): void {
		if (profile) this.writeChoices({ profile: undefined, refused: { ...profile, detail } });
	}

	/** Whether a storage event's key is of this tenant. */
	owns(key: string | null): boolean {
		return !key || key.startsWith(sessionKey(this.tenantId));
	}

	clear(): void {
		for (const key of this.shelf.keys(sessionKey(this.tenantId))) this.shelf.remove(key);
	}
}
