// One life of the widget on a page, from its start to its shutdown: reads the tenant's public
// configuration, draws the bubble, and loads the app when the visitor wants it. Before that: no storage
// written, no socket, no other request. The one exception is a visitor with an open conversation, who
// is connected again at once.
import type {
	App,
	AppModule,
	EventName,
	Identity,
	Launcher,
	LauncherModule,
	Tracked,
} from "../shared/contract";
import { fetchPart } from "../shared/fetch_part";
import { forget, forgetWindow, recall } from "../shared/keys";
import type { ChatWidgetConfig, Problem } from "../shared/proto";
import { say } from "../shared/say";
import { drawBubble, isDressed, type Drawn } from "./bubble";
import { nonce, type Embed } from "./embed";
import { fetchApp } from "./fetch_app";
import { fetchConfig } from "./fetch_config";
import { Mooring } from "./mooring";
import { emit } from "./verbs";

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

// What a configuration usually asks of the launcher, which is how the bubble is drawn here.
const USUAL = {
	launcherIcon: "chat",
	launcherLabel: "",
	launcherSize: "medium",
	hiddenPaths: "",
	hiddenDevices: "none",
	languages: "",
	proactiveMessages: "",
};

function isUsual(config: ChatWidgetConfig): boolean {
	const told = { ...USUAL, ...config };
	return Object.entries(USUAL).every(([name, usual]) => `${told[name as keyof typeof USUAL]}` === usual);
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

const NOT_LOADED = "The chat could not be loaded. Please try again."; // the launcher has other languages
const LOOK_MS = 60_000; // until then what was read holds

export class Loader {
	/** Once it is there it hears what the page says. */
	app: App | undefined;
	private drawn: Drawn | undefined;
	private mooring: Mooring | undefined;
	private config: ChatWidgetConfig | undefined;
	private loading: Promise<App | undefined> | undefined;
	private following: Promise<Launcher | undefined> | undefined;
	/** Fetches the launcher, which dresses the bubble and keeps to the configuration; at the latest now. */
	private follow: () => Promise<Launcher | undefined> | void = () => {};
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
		if (this.isGone) return;
		if (isProblem(answer)) refuse(answer);
		else await this.begin(answer);
		this.isStarting = false;
	}

	private async begin(config: ChatWidgetConfig): Promise<void> {
		const drawn = drawBubble(config, nonce, () => this.toggle());
		this.follow = () => (this.following ??= this.launch(drawn, config));
		if (!isUsual(config)) await this.follow();
		if (this.isGone) return;
		this.config ??= config;
		setTimeout(this.follow, LOOK_MS);
		document.addEventListener("visibilitychange", this.follow);
		drawn.host.hidden = this.wishes.isHidden;
		this.mooring = new Mooring(drawn.host);
		if (!isDressed(drawn)) return this.undressed();
		this.drawn = drawn;
		emit("ready");
		if (this.wishes.isOpen) void this.open(true);
		else if (recall(this.embed.tenantId).isLive) void this.load();
		else this.openByItself(config.autoOpenDelaySeconds);
	}

	private async launch(drawn: Drawn, config: ChatWidgetConfig): Promise<Launcher | undefined> {
		const module = await fetchPart<LauncherModule>(this.embed.gateway, LAUNCHER_FILE);
		if (!module) this.following = undefined;
		if (this.isGone) return undefined;
		return module?.launch({
			...this.embed,
			config,
			...drawn,
			locale: () => this.wishes.locale,
			changed: (now) => {
				this.config = now;
				this.app?.configure?.(now);
			},
		});
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
		this.app = module && this.mount(module, drawn, this.config ?? config);
		drawn.bubble.setBusy(false);
		if (!this.app) await this.notLoaded(drawn);
		return this.app;
	}

	private mount(module: AppModule, drawn: Drawn, config: ChatWidgetConfig): App | undefined {
		try {
			const look = (version?: number) => void this.follow()?.then((launcher) => launcher?.look(version));
			return module.mount({ ...this.embed, ...this.wishes, ...drawn, config, emit: tell, look });
		} catch (error) {
			console.error(error);
			return undefined;
		}
	}

	private async notLoaded(drawn: Drawn): Promise<void> {
		if (this.wishes.isOpen) {
			const launcher = await this.follow();
			drawn.note(launcher?.notLoaded() ?? NOT_LOADED);
		}
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

	setLocale(locale: string): void {
		this.app?.setLocale(locale);
		void this.following?.then((launcher) => launcher?.speak());
	}

	reset(): void {
		if (this.app) this.app.reset();
		else forget(this.embed.tenantId);
	}

	shutdown(): void {
		this.isGone = true;
		this.app?.shutdown();
		this.app = undefined;
		document.removeEventListener("visibilitychange", this.follow);
		void this.following?.then((launcher) => launcher?.stop());
		this.mooring?.leave();
		forgetWindow(this.embed.tenantId);
	}
}
