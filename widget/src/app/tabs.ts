// Several tabs of one shop share one connection. The tab that leads owns the link, sends what the
// others ask for and passes on what arrives. A tab that asks who leads and hears nothing for a second
// leads itself; one that was thought gone and wakes steps back. What is kept in localStorage needs no
// post: its own events tell the other tabs, once they can read it.
import type { Place } from "../../../proto/client/http";
import { newKey } from "../../../proto/client/ids";
import type { Link, LinkHost, LinkStatus } from "../../../proto/client/link";
import type { ClientMessage, Position, ServerMessage } from "../../../proto/client/wire";
import { Leadership } from "./leadership";
import { Resumes } from "./resumes";

const HELLO_MOST_MS = 1_000;

/** What tabs tell each other beside the server's frames. */
export type Note =
	| { kind: "want" }
	| { kind: "read"; seq: number };

type Post =
	| { type: "frame"; frame: ServerMessage }
	| { type: "answer"; tab: string; frame: ServerMessage }
	| { type: "send"; tab: string; frame: ClientMessage }
	| { type: "status"; status: LinkStatus }
	| { type: "hello" }
	| { type: "poke"; isGone: boolean }
	| { type: "note"; note: Note };

export interface TabsListener {
	onFrame(frame: ServerMessage): void;
	onStatus(status: LinkStatus): void;
	/** The sessions to listen to, for the tab that leads. */
	positions(): Position[];
	onNote(note: Note): void;
	onLead(): void;
}

const isOfLeader = ({ type }: Post) => type === "frame" || type === "status" || type === "answer";

export type MakeLink = (host: LinkHost) => Pick<Link, "open" | "close" | "send" | "poke">;

export class Tabs {
	leads = false;
	private status: LinkStatus = { state: "idle" };
	private readonly tab = newKey();
	private readonly link: ReturnType<MakeLink>;
	private readonly leadership: Leadership;
	private readonly resumes = new Resumes((frame) => this.link.send(frame));
	private isAlone = false;
	private channel: BroadcastChannel | undefined;
	private asking: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly name: string,
		private readonly listener: TabsListener,
		makeLink: MakeLink,
	) {
		this.leadership = new Leadership(name, {
			won: () => this.lead(),
			lost: () => this.stepBack(),
		});
		this.link = makeLink({
			frame: (frame) => this.pass(frame),
			status: (status) => this.setStatus(status),
			positions: () => this.listener.positions(),
		});
	}

	/** Alone: what is kept is not shared between tabs, so each has a conversation of its own. */
	start(isAlone: boolean): void {
		this.isAlone = isAlone || typeof BroadcastChannel !== "function";
		this.join();
	}

	/** The page is left, or frozen: it holds nothing for which others would wait. */
	suspend(): void {
		clearTimeout(this.asking);
		this.asking = undefined;
		this.leads = false;
		this.leadership.withdraw();
		this.channel?.close();
		this.channel = undefined;
		this.link.close();
	}

	/** The page is back. */
	join(): void {
		if (this.isAlone) return this.lead();
		this.channel = new BroadcastChannel(this.name);
		this.channel.onmessage = (event) => this.heard(event.data as Post);
		this.leadership.stand();
		this.ask();
	}

	/** Asks who leads, and leads itself when nobody says so. */
	ask(): void {
		if (this.leads || !this.channel || this.asking !== undefined) return;
		this.post({ type: "hello" });
		this.asking = setTimeout(() => {
			this.asking = undefined;
			this.leadership.seize();
		}, HELLO_MOST_MS);
	}

	/** Leader only. */
	open(place: Place): void {
		if (this.leads) this.link.open(place);
	}

	close(): void {
		if (this.leads) this.link.close();
	}

	/** `isGone`: the browser says that there is no network. */
	poke(isGone = false): void {
		if (this.leads) return this.link.poke(isGone);
		this.post({ type: "poke", isGone });
		this.ask();
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
		this.answered();
		this.leads = true;
		this.setStatus({ state: "idle" });
		this.listener.onLead();
	}

	private stepBack(): void {
		this.leads = false;
		this.link.close();
		this.leadership.stand();
		this.ask();
	}

	private answered(): void {
		clearTimeout(this.asking);
		this.asking = undefined;
	}

	private post(post: Post): void {
		this.channel?.postMessage(post);
	}

	private setStatus(status: LinkStatus): void {
		this.status = status;
		this.resumes.clear();
		if (this.leads) this.post({ type: "status", status });
		this.listener.onStatus(status);
	}

	private dispatch(frame: ClientMessage, tab: string): void {
		if (frame.type === "resume") this.resumes.ask(frame, tab);
		else this.link.send(frame);
	}

	private pass(frame: ServerMessage): void {
		if (!this.resumes.isAnswer(frame)) {
			this.post({ type: "frame", frame });
			return this.listener.onFrame(frame);
		}
		const tab = this.resumes.answered(frame) ?? this.tab;
		if (tab === this.tab) this.listener.onFrame(frame);
		else this.post({ type: "answer", tab, frame });
	}

	private heard(post: Post): void {
		if (post.type === "note") return this.listener.onNote(post.note);
		if (this.leads) this.heardAsLeader(post);
		else this.heardAsFollower(post);
	}

	private heardAsLeader(post: Post): void {
		if (post.type === "hello") this.post({ type: "status", status: this.status });
		if (post.type === "send") this.dispatch(post.frame, post.tab);
		if (post.type === "poke") this.link.poke(post.isGone);
	}

	private heardAsFollower(post: Post): void {
		if (isOfLeader(post)) this.answered();
		if (post.type === "frame") this.listener.onFrame(post.frame);
		if (post.type === "status") this.heardStatus(post.status);
		if (post.type === "answer" && post.tab === this.tab) this.listener.onFrame(post.frame);
	}

	// The answer to a hello is no news to who knows it.
	private heardStatus(status: LinkStatus): void {
		if (JSON.stringify(status) === JSON.stringify(this.status)) return;
		this.status = status;
		this.listener.onStatus(status);
	}
}
