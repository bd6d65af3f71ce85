// What outlives the page: who the visitor is, which conversation is open, what they chose, the texts
// that the server has not stored yet, and the one that is being written.
import { Outbox, type Outgoing } from "../../../proto/client/outbox";
import { newKey } from "../../../proto/client/ids";
import { Shelf } from "../../../proto/client/shelf";
import type { Contact, Left } from "../shared/contract";
import { choicesKey, draftKey, outboxPrefix, sessionKey } from "../shared/keys";

const PROVING_MOST_MS = 60_000; // a request, and the pause before the next

interface Session {
	token?: string;
	sessionId?: string;
	isEnded?: boolean;
	/** A POST that starts a session is under way or was interrupted: repeated with the same key. */
	startKey?: string;
	identifierHash?: string;
	/** A short mark of the identifier that was proven: another one is another person. */
	identifierMark?: string;
	/** Of the token and the attributes that the server has been told with it. */
	traitsMark?: string;
	/** Until then another token may be on its way, local milliseconds: with it this one's sessions are not its any more. */
	provingUntil?: number;
	/** Made anew for each person on this device: tells tabs and pages apart that served another. */
	person?: string;
}

interface Choices {
	profile?: Contact;
	/** The server has not got it yet. */
	isProfileOwed?: boolean;
	/** What was left and not taken, and the server's sentence, which begins with the member's name. */
	refused?: Contact & { detail: string };
	/** What was left while the desk was closed. */
	left?: Left;
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
	/** Grows when the person changes: what was asked for another one is not answered to this one. */
	era = 0;
	private person: string | undefined;
	/** Who was forgotten here: a tab that does not know yet may write of them once more. */
	private readonly forgotten = new Set<string>();
	private readonly shelf = new Shelf();

	constructor(private readonly tenantId: string) {
		this.outbox = new Outbox(this.shelf, outboxPrefix(tenantId));
		this.person = this.session().person;
	}

	/** Whether what one tab writes can be read by the others, and by the next page. */
	get isShared(): boolean {
		return this.shelf.isShared;
	}

	session(): Session {
		const kept = this.kept();
		return this.isForgotten(kept) ? {} : kept;
	}

	choices(): Choices {
		return this.shelf.get<Choices>(choicesKey(this.tenantId)) ?? {};
	}

	/** Changes some members; undefined takes a member away. */
	writeSession(change: Change<Session>): void {
		const { person = newKey(), ...session } = this.session();
		this.person ??= person;
		this.shelf.set(sessionKey(this.tenantId), { ...session, person, ...change });
	}

	/** How long another token may be waited for, for which this tab or another has asked. */
	get provingMs(): number {
		const left = (this.session().provingUntil ?? 0) - Date.now();
		return left > PROVING_MOST_MS ? 0 : left; // the clock was set back
	}

	/** The server is asked for a token as the customer whom the merchant named; or will not give one. */
	setProving(isProving: boolean): void {
		const provingUntil = isProving ? Date.now() + PROVING_MOST_MS : undefined;
		this.writeSession({ provingUntil });
	}

	/**
	 * Whether another tab has forgotten the person that this one knew; told once. What this one wrote
	 * meanwhile goes: storage tells tabs of each other's words only later, so the other may not have seen it.
	 */
	hasOtherPerson(): boolean {
		if (this.isForgotten(this.kept())) this.shelf.remove(sessionKey(this.tenantId));
		const { person } = this.session();
		const isOther = this.person !== undefined && person !== this.person;
		if (isOther) this.forget(this.person);
		if (isOther) this.shelf.takeBack();
		this.person = person;
		return isOther;
	}

	draft(): string {
		return this.shelf.get<string>(draftKey(this.tenantId)) ?? "";
	}

	writeDraft(text: string): void {
		if (text) this.shelf.set(draftKey(this.tenantId), text);
		else this.shelf.remove(draftKey(this.tenantId));
	}

	writeChoices(change: Change<Choices>): void {
		this.shelf.set(choicesKey(this.tenantId), { ...this.choices(), ...change });
	}

	/** Details that the server will not take are typed anew, from what they are. */
	refuseProfile(detail: string, profile = this.choices().profile): void {
		if (!profile) return;
		const refused = { ...profile, detail };
		this.writeChoices({ profile: undefined, isProfileOwed: undefined, refused });
	}

	/** Whether a storage event's key is of this tenant. */
	owns(key: string | null): boolean {
		return !key || key.startsWith(sessionKey(this.tenantId));
	}

	clear(): void {
		this.forget(this.person);
		this.forget(this.session().person);
		for (const key of this.shelf.keys(sessionKey(this.tenantId))) this.shelf.remove(key);
		this.person = undefined;
	}

	private kept(): Session {
		return this.shelf.get<Session>(sessionKey(this.tenantId)) ?? {};
	}

	private isForgotten({ person }: Session): boolean {
		return person !== undefined && this.forgotten.has(person);
	}

	private forget(person: string | undefined): void {
		if (person !== undefined) this.forgotten.add(person);
		this.era += 1;
	}
}
