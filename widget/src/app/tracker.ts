// What the page says that its visitor did: the newest are held, in memory alone, until there is a conversation, and
// are told, each with an id, until they are heard. No chat waits for them.
import { backoff } from "../../../proto/client/backoff";
import type { Refusal } from "../../../proto/client/http";
import { newId } from "../../../proto/client/ids";
import type { Tracked } from "../shared/contract";
import { say } from "../shared/say";
import { addAttribute, isName, NAME_MOST_BYTES, type Attributes } from "./attributes";
import type { Durable } from "./durable";
import type { Proof } from "./proof";
import type { Rest } from "./rest";

const HELD_MOST = 20;
const TOLD_MOST = 10; // at once
const PROPERTIES_MOST = 10;
const AGO_MOST_MS = 86_400_000;
const GATHER_MS = 1_000;

interface Held {
	id: string;
	at: number;
	name: string;
	properties: Attributes;
}

function propertiesOf(name: string, given: unknown): Attributes {
	const properties: Attributes = {};
	if (given && (typeof given !== "object" || Array.isArray(given)))
		say(`the properties of ${name} are left out: they must be an object`);
	else
		for (const [property, value] of Object.entries(given ?? {}))
			addAttribute(properties, property, value, PROPERTIES_MOST);
	return properties;
}

// Not by clocks that are set: how long ago it was.
function bodyOf({ id, at, name, properties }: Held) {
	const agoMs = Math.min(AGO_MOST_MS, Math.round(performance.now() - at));
	return { id, name, agoMs, properties };
}

export class Tracker {
	private held: Held[] = [];
	private isTelling = false;
	private attempt = 0;
	/** Until then what comes gathers. */
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly durable: Durable,
		private readonly rest: Rest,
		private readonly proof: Proof,
		private readonly tracked: Tracked[],
	) {}

	/** The page has told something, or somebody is here by now of whom it can be told. */
	take(): void {
		for (const [at, name, given] of this.tracked.splice(0)) this.hold(at, name, given);
		if (this.held.length > 0) this.soon(0);
	}

	/** The page is left: a request that outlives it tells what has not been heard. */
	leave(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		void this.tell(true);
	}

	/** Another person is here, or nobody any more. */
	forget(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		this.held = [];
		this.isTelling = false;
		this.attempt = 0;
	}

	private hold(at: number, name: unknown, given: unknown): void {
		if (typeof name !== "string" || !isName(name))
			return say(`an event is left out: its name must be one line of up to ${NAME_MOST_BYTES} bytes`);
		const event = { id: newId(), at, name, properties: propertiesOf(name, given) };
		this.held = [...this.held, event].slice(-HELD_MOST);
	}

	private soon(milliseconds: number): void {
		this.timer ??= setTimeout(() => {
			this.timer = undefined;
			if (!this.isTelling) void this.tell(false);
		}, milliseconds);
	}

	private async tell(outlivesPage: boolean): Promise<void> {
		const { token } = this.durable.session();
		const told = this.held.slice(0, TOLD_MOST);
		if (!token || told.length === 0 || this.proof.isOwed) return;
		this.isTelling = true;
		const { era } = this.durable;
		const refusal = await this.rest
			.track(told.map(bodyOf), token, outlivesPage)
			.catch((error: Refusal) => error);
		if (era !== this.durable.era) return;
		this.isTelling = false;
		if (refusal) this.refused(refusal, told);
		else this.heard(told);
	}

	private heard(told: Held[]): void {
		this.held = this.held.filter((event) => !told.includes(event));
		this.attempt = 0;
		this.soon(GATHER_MS);
	}

	// Whose token does not hold may have another one later, and a server of the version before, which has no
	// such thing, gives way to this one's. Of what will not do the server's sentence says which it is.
	private refused(refusal: Refusal, told: Held[]): void {
		const { status, message, isPassing, retryAfterMs = 0 } = refusal;
		if (isPassing) return this.soon(GATHER_MS + backoff(this.attempt++) + retryAfterMs);
		if (status === 401 || status === 404) return;
		const place = Number(/event (\d+)/.exec(message)?.[1]);
		say(message);
		this.heard(place ? told.slice(place - 1, place) : told);
	}
}
