// The way out for one visitor's texts: the outbox, the session that the first one needs, and the
// courier that carries them, in the tab that leads.
import { Courier } from "../../../proto/client/courier";
import { newId } from "../../../proto/client/ids";
import type { ClientMessage, ServerMessage } from "../../../proto/client/wire";
import type { Durable, Page, Text } from "./durable";
import type { Starter } from "./starter";

export interface OutgoingHost {
	leads(): boolean;
	/** Sends on a connection that listens to the session; false: there is none now. */
	send(frame: ClientMessage): boolean;
	/** The outbox has changed. */
	changed(): void;
	/** A text was written: who leads is to send it. */
	written(): void;
	/** Where a text is written now. */
	page(): Page;
}

export class Outgoing {
	readonly courier: Courier<Text>;

	constructor(
		private readonly durable: Durable,
		private readonly starter: Starter,
		private readonly host: OutgoingHost,
	) {
		this.courier = new Courier(durable.outbox, {
			sessionOf: (text) => this.sessionOf(text),
			needsSession: (text) => {
				if (host.leads()) void starter.start(text);
			},
			send: (frame) => host.leads() && host.send(frame),
			changed: () => host.changed(),
		});
	}

	/** The texts that a conversation is still to send. */
	of(sessionId: string): Text[] {
		return this.durable.outbox
			.all()
			.filter((text) => !text.sessionId || text.sessionId === sessionId);
	}

	send(content: string): void {
		this.write(content, this.host.page());
		this.go();
	}

	/** Sends a failed text again: as a new message, for a refused id may not be used again. */
	retry(id: string): void {
		this.renew(id);
		this.go();
	}

	/** Another session is wanted: what the last one did not take goes to it, as new messages. */
	startAgain(): void {
		for (const { id, refusal, sessionId } of this.durable.outbox.all())
			if (refusal || sessionId) this.renew(id);
		this.go();
	}

	/** A session has begun: what waited for one is written in it, and goes to no later one by itself. */
	adopt(sessionId: string): void {
		const { outbox } = this.durable;
		for (const text of outbox.all()) if (!text.sessionId) outbox.put({ ...text, sessionId });
	}

	/** Another person is here. */
	forget(): void {
		this.courier.disconnected();
		this.starter.forget();
	}

	/** The courier hears of its texts whatever session they belong to. */
	receive(frame: ServerMessage): void {
		const { courier } = this;
		if (frame.type === "message.accepted" || frame.type === "message.kept")
			courier.taken(frame.id);
		if (frame.type === "message.stored") courier.stored([frame.id]);
		if (frame.type === "message.refused") courier.refused(frame);
		const isThrottled = frame.type === "error" && frame.request === "message.send";
		if (isThrottled && frame.retryAfterMs) courier.hold(frame.retryAfterMs);
	}

	private go(): void {
		this.host.changed();
		this.host.written();
		this.courier.wake();
	}

	private renew(id: string): void {
		const text = this.durable.outbox.find(id);
		this.durable.outbox.remove(id);
		if (text) this.write(text.content, text.page);
	}

	// A text is for the conversation that its author had before them: has that ended meanwhile, unseen,
	// it is refused there and stands below the last words, until a new chat is wanted for it.
	private write(content: string, page: Page): void {
		const { outbox } = this.durable;
		const sessionId = this.openSession();
		const where = sessionId ? { sessionId } : {};
		outbox.put({ id: newId(), content, page, madeAt: outbox.stamp(), ...where });
	}

	private openSession(): string | undefined {
		const { sessionId, isEnded } = this.durable.session();
		return isEnded ? undefined : sessionId;
	}

	private sessionOf(text: Text): string | undefined {
		return text.sessionId ?? this.openSession();
	}
}
