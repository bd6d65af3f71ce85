// Several tabs of one shop share one connection. The tab that holds a Web Lock leads: it owns
// the link, sends what the others ask for and passes on what arrives. When it goes, the lock falls to
// the next. Without Web Locks (plain http beyond localhost) every tab leads itself. What is kept in
// localStorage needs no post: its own events tell the other tabs, once they can read it.
import type { Place } from "../../../proto/client/http";
import { newKey } from "../../../proto/client/ids";
import { Link, type LinkStatus } from "../../../proto/client/link";
import type { ClientMessage, Position, ServerMessage } from "../../../proto/client/wire";

const RESUME_MOST_MS = 15_000;

/** What tabs tell each other beside the server's frames. */
export type Note =
	| { kind: "reset" }
	| { kind: "want" }
	| { kind: "poke" }
	| { kind: "read"; seq: number };

type Post =
	| { type: "frame"; frame: ServerMessage }
	| { type: "answer"; tab: string; frame: ServerMessage }
	| { type: "send"; tab: string; frame: ClientMessage }
	| { type: "status"; status: LinkStatus }
	| { type: "hello" }
	| { type: "note"; note: Note };

export interface TabsListener {
	onFrame(frame: ServerMessage): void;
	onStatus(status: LinkStatus): void;
	/** The sessions to listen to, for the tab that leads. */
	positions(): Position[];
	onNote(note: Note): void;
	onLead(): void;
}

interface Waiting {
	tab: string;
	frame: ClientMessage;
}

export class Tabs {
	leads = false;
	private isStopped = false;
	private status: LinkStatus = { state: "idle" };
	private readonly tab = newKey();
	private readonly link: Link;
	private channel: BroadcastChannel | undefined;
	private readonly resumes: Waiting[] = [];
	private resumeTimer = 0;
	private release: (() => void) | undefined;

	constructor(
		private readonly name: string,
		private readonly listener: TabsListener,
	) {
		this.link = new Link({
			frame: (frame) => this.pass(frame),
			status: (status) => this.setStatus(status),
			positions: () => this.listener.positions(),
		});
	}

	/** Alone: what is kept is not shared between tabs, so each has a conversation of its own. */
	start(isAlone: boolean): void {
		if (isAlone || typeof BroadcastChannel !== "function") return this.lead();
		this.channel = new BroadcastChannel(this.name);
		this.channel.onmessage = (event) => this.heard(event.data as Post);
		this.post({ type: "hello" });
		if (!navigator.locks) return this.lead();
		const held = new Promise<void>((done) => (this.release = done));
		navigator.locks
			.request(this.name, () => {
				this.lead();
				return held;
			})
			.catch(() => this.lead());
	}

	stop(): void {
		this.isStopped = true;
		this.leads = false;
		this.release?.();
		this.link.close();
		this.channel?.close();
	}

	/** Leader only. */
	open(place: Place): void {
		if (this.leads) this.link.open(place);
	}

	close(): void {
		if (this.leads) this.link.close();
	}

	poke(): void {
		if (this.leads) this.link.poke();
		else this.note({ kind: "poke" });
	}

	note(note: Note): void {
		this.post({ type: "note", note });
	}

	/** Sends through the leader. False: there is no connection. */
	send(frame: ClientMessage): boolean {
		if (this.status.state !== "up") return false;
		if (!this.leads) this.post({ type: "send", tab: this.tab, frame });
		else this.dispatch(frame, this.tab);
		return true;
	}

	private lead(): void {
		if (this.isStopped) return;
		this.leads = true;
		this.status = { state: "idle" };
		this.listener.onLead();
	}

	private post(post: Post): void {
		this.channel?.postMessage(post);
	}

	private setStatus(status: LinkStatus): void {
		this.status = status;
		clearTimeout(this.resumeTimer);
		this.resumes.length = 0;
		if (this.leads) this.post({ type: "status", status });
		this.listener.onStatus(status);
	}

	// The answer to a resume belongs to the tab that asked: one is under way at a time.
	private dispatch(frame: ClientMessage, tab: string): void {
		if (frame.type !== "resume") return void this.link.send(frame);
		const again = this.resumes.findIndex((waiting, at) => at > 0 && waiting.tab === tab);
		if (again > 0) this.resumes.splice(again, 1);
		this.resumes.push({ tab, frame });
		if (this.resumes.length === 1) this.sendResume();
	}

	private sendResume(): void {
		clearTimeout(this.resumeTimer);
		const next = this.resumes[0];
		if (!next) return;
		this.link.send(next.frame);
		this.resumeTimer = window.setTimeout(() => this.nextResume(), RESUME_MOST_MS);
	}

	private nextResume(): Waiting | undefined {
		const answered = this.resumes.shift();
		this.sendResume();
		return answered;
	}

	private pass(frame: ServerMessage): void {
		const isAnswer =
			frame.type === "resumed" || (frame.type === "error" && frame.request === "resume");
		if (!isAnswer) {
			this.post({ type: "frame", frame });
			return this.listener.onFrame(frame);
		}
		const asker = this.nextResume();
		if (!asker || asker.tab === this.tab) this.listener.onFrame(frame);
		else this.post({ type: "answer", tab: asker.tab, frame });
	}

	private heard(post: Post): void {
		if (post.type === "note") return this.listener.onNote(post.note);
		if (this.leads) this.heardAsLeader(post);
		else this.heardAsFollower(post);
	}

	private heardAsLeader(post: Post): void {
		if (post.type === "hello") this.post({ type: "status", status: this.status });
		if (post.type === "send") this.dispatch(post.frame, post.tab);
	}

	private heardAsFollower(post: Post): void {
		if (post.type === "frame") this.listener.onFrame(post.frame);
		if (post.type === "status") this.heardStatus(post.status);
		if (post.type === "answer" && post.tab === this.tab) this.listener.onFrame(post.frame);
	}

	private heardStatus(status: LinkStatus): void {
		this.status = status;
		this.listener.onStatus(status);
	}
}
