// The resumes that tabs ask for over one connection: the answer belongs to the tab that asked, so one
// is under way at a time.
import type { AskOf, FrameOf, ServerMessage } from "../../../proto/client/wire";

const ANSWER_MOST_MS = 15_000;

type Resume = AskOf<"resume">;

interface Waiting {
	tab: string;
	frame: Resume;
}

type Answer = FrameOf<"resumed"> | FrameOf<"error">;

export class Resumes {
	private waiting: Waiting[] = [];
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly send: (frame: Resume) => void) {}

	/** What a tab asks for again takes the place of what it asked for and nobody has sent yet. */
	ask(frame: Resume, tab: string): void {
		this.waiting = this.waiting.filter((other, at) => at === 0 || other.tab !== tab);
		this.waiting.push({ tab, frame });
		if (this.waiting.length === 1) this.sendFirst();
	}

	/** Whether the frame answers a resume. */
	isAnswer(frame: ServerMessage): frame is Answer {
		return frame.type === "resumed" || (frame.type === "error" && frame.request === "resume");
	}

	/** The tab to which an answer goes, unless nobody waits for it any more; the next resume goes out. */
	answered({ sessionId }: Answer): string | undefined {
		const first = this.waiting[0];
		if (first && sessionId && sessionId !== first.frame.sessionId) return undefined;
		this.next();
		return first?.tab;
	}

	/** The connection is another one: what was asked for on the last is not answered. */
	clear(): void {
		clearTimeout(this.timer);
		this.waiting = [];
	}

	private next(): void {
		this.waiting.shift();
		this.sendFirst();
	}

	private sendFirst(): void {
		clearTimeout(this.timer);
		const first = this.waiting[0];
		if (!first) return;
		this.send(first.frame);
		this.timer = setTimeout(() => this.next(), ANSWER_MOST_MS);
	}
}
