// One life of the widget on a page, from its start to its shutdown: reads the tenant's public
// configuration, draws the bubble, and loads the app when the visitor wants it. Before that: no storage
// written, no socket, no other request. The one exception is a visitor with an open conversation, who
// is connected again at once.
import type { App, AppModule, Tracked, EventName, Identity } from "../shared/contract";
import { forget, forgetWindow, recall } from "../shared/keys";
import type { ChatWidgetConfig, Problem } from "../shared/proto";
import { say } from "../shared/say";
import { drawBubble, isDressed, type Drawn } from "./bubble";
import { nonce, type Embed } from "./embed";
import { fetchApp } from "./fetch_app";
import { fetchConfig } from "./fetch_config";
import { Mooring } from "./mooring";
import { emit } from "./verbs";
import { notLoaded } from "./words";

/** What the page has asked for, perhaps before anything was there. */
export interface Wishes {
	isOpen: boolean;
	isHidden: boolean;
	locale: string | undefined;
	identity: Identity;
	/** What the visitor did, the newest, until the app takes it. */
	tracked: Tracked[];
}

function isProblem(answer: ChatWidgetConfig | Problem): answer is Problem {
	return "code" in answer;
}

function refuse(problem: Problem): void {
	say(problem.detail ?? problem.title ?? problem.code);
	emit("error", problem);
}

// What is told as an error in a sentence stands on the console, too.
function tell(name: EventName, detail?: unknown): void {
	const { detail: sentence } = (detail ?? {}) as { detail?: unknown };
	if (name === "error" && typeof sentence === "string") say(sentence);
	emit(name, detail);
}

export class Loader {
	/** Once it is there it hears what the page says. */
	app: App | undefined;
	private drawn: Drawn | undefined;
	private mooring: Mooring | undefined;
	private config: ChatWidgetConfig | undefined;
	private loading: Promise<App | undefined> | undefined;
	private isStarting = false;
	private isGone = false;

	constructor(
		readonly embed: Embed,
		private readonly wishes: Wishes,
	) {}

	async start(): Promise<void> {
		if (this.isStarting) return;
		this.isStarting = true;
		const answer = await fetchConfig(this.embed, () => !this.isGone);
		this.isStarting = false;
		if (this.isGone) return;
		if (isProblem(answer)) refuse(answer);
		else this.begin(answer);
	}

	private begin(config: ChatWidgetConfig): void {
		this.config = config;
		const drawn = drawBubble(config, nonce, () => this.toggle());
		drawn.host.hidden = this.wishes.isHidden;
		this.mooring = new Mooring(drawn.host);
		if (!isDressed(drawn)) return this.undressed();
		this.drawn = drawn;
		emit("ready");
		if (this.wishes.isOpen) void this.open(true);
		else if (recall(this.embed.tenantId).isLive) void this.load();
		else this.openByItself(config.autoOpenDelaySeconds);
	}

	private undressed(): void {
		this.shutdown();
		const detail = "here style-src must allow the script's nonce, or 'unsafe-inline'";
		refuse({ code: "unsupported", detail });
	}

	private openByItself(delaySeconds: number | undefined): void {
		if (delaySeconds === undefined || delaySeconds === null) return;
		setTimeout(() => {
			const { isDismissed } = recall(this.embed.tenantId);
			if (!isDismissed && !this.app && !this.wishes.isHidden) void this.open(false);
		}, delaySeconds * 1000);
	}

	async open(takeFocus: boolean): Promise<void> {
		if (this.isGone) return;
		this.wishes.isOpen = true;
		if (!this.config) return this.start();
		this.mooring?.hold();
		const app = await this.load();
		if (this.wishes.isOpen) app?.open(takeFocus);
	}

	close(): void {
		this.wishes.isOpen = false;
		this.app?.close();
	}

	toggle(): void {
		if (this.app?.isOpen()) this.close();
		else void this.open(true);
	}

	private load(): Promise<App | undefined> {
		const { drawn, config } = this;
		if (!drawn || !config) return Promise.resolve(undefined);
		this.loading ??= this.loadApp(drawn, config);
		return this.loading;
	}

	private async loadApp(drawn: Drawn, config: ChatWidgetConfig): Promise<App | undefined> {
		drawn.note("");
		drawn.bubble.setBusy(true);
		const module = await fetchApp(this.embed.gateway);
		if (this.isGone) return undefined;
		this.app = module && this.mount(module, drawn, config);
		drawn.bubble.setBusy(false);
		if (!this.app) this.notLoaded(drawn);
		return this.app;
	}

	private mount(module: AppModule, drawn: Drawn, config: ChatWidgetConfig): App | undefined {
		try {
			return module.mount({ ...this.embed, ...this.wishes, ...drawn, config, emit: tell });
		} catch (error) {
			console.error(error);
			return undefined;
		}
	}

	private notLoaded(drawn: Drawn): void {
		if (this.wishes.isOpen) drawn.note(notLoaded(this.wishes.locale));
		this.loading = undefined;
		this.wishes.isOpen = false;
		refuse({ code: "unreachable", detail: "the chat window could not be loaded" });
	}

	setHidden(isHidden: boolean): void {
		this.wishes.isHidden = isHidden;
		if (isHidden) this.close();
		if (this.drawn) this.drawn.host.hidden = isHidden;
		if (!isHidden) this.mooring?.hold();
	}

	reset(): void {
		if (this.app) this.app.reset();
		else forget(this.embed.tenantId);
	}

	shutdown(): void {
		this.isGone = true;
		this.app?.shutdown();
		this.app = undefined;
		this.mooring?.leave();
		forgetWindow(this.embed.tenantId);
	}
}
