// chat-widget.js: reads the tenant's public configuration, draws the bubble, and loads the app when
// the visitor wants it. Before that: no storage written, no socket, no other request. The one
// exception is a visitor with an open conversation, who is connected again at once.
import type { Problem, ChatWidgetConfig } from "../shared/proto";
import type { App, AppModule, Identity, LoaderPort } from "../shared/contract";
import { forget, recall } from "../shared/keys";
import { drawBubble, type Drawn } from "./bubble";
import { answerQueue, emit, subscribe, unsubscribe, type Verbs } from "./verbs";

const RETRY_AFTER_MS = [2_000, 10_000, 60_000];

interface Embed {
	gateway: string;
	tenantId: string;
}

class Loader {
	private drawn: Drawn | undefined;
	private config: ChatWidgetConfig | undefined;
	private app: App | undefined;
	private loading: Promise<App | undefined> | undefined;
	private attempts = 0;
	private wantsOpen = false;
	private hidden = false;
	private gone = false;
	private locale: string | undefined;
	private identity: Identity = {};

	readonly verbs: Verbs = {
		open: () => void this.open(true),
		close: () => this.close(),
		toggle: () => (this.app?.isOpen() ? this.close() : void this.open(true)),
		show: () => this.setHidden(false),
		hide: () => this.setHidden(true),
		identify: (identity) => this.identify(identity as Identity),
		setAttributes: (attributes) => this.identify(attributes as Identity),
		setLocale: (locale) => this.setLocale(String(locale)),
		reset: () => this.reset(),
		on: subscribe,
		off: unsubscribe,
		shutdown: () => this.shutdown(),
	};

	constructor(private readonly embed: Embed) {}

	async start(): Promise<void> {
		this.config = await this.readConfig();
		if (!this.config || this.gone) return;
		this.drawn = drawBubble(this.config, () => this.verbs.toggle());
		this.drawn.host.hidden = this.hidden;
		emit("ready");
		if (this.wantsOpen) void this.open(true);
		else if (recall(this.embed.tenantId).isLive) void this.load();
		else this.openByItself(this.config.autoOpenDelaySeconds);
	}

	private async readConfig(): Promise<ChatWidgetConfig | undefined> {
		const { gateway, tenantId } = this.embed;
		const query = `tenantId=${encodeURIComponent(tenantId)}`;
		const url = `${gateway}/api/support/chat/widget-config?${query}`;
		for (const delay of [0, ...RETRY_AFTER_MS]) {
			if (delay) await new Promise((done) => setTimeout(done, delay));
			const response = await fetch(url, { credentials: "omit" }).catch(() => undefined);
			if (response?.ok) return (await response.json()) as ChatWidgetConfig;
			if (response && response.status < 500 && response.status !== 429)
				return this.refused((await response.json().catch(() => ({}))) as Problem);
		}
		return this.refused({ code: "unreachable", detail: unreachable(this.embed) });
	}

	private refused(problem: Problem): undefined {
		const why = problem.detail ?? problem.title ?? problem.code ?? "refused";
		console.warn(`Frontdesk: ${why}`);
		emit("error", problem);
	}

	private openByItself(delaySeconds: number | undefined): void {
		if (delaySeconds === undefined || delaySeconds === null) return;
		setTimeout(() => {
			const { isDismissed } = recall(this.embed.tenantId);
			if (!isDismissed && !this.app && !this.hidden) void this.open(false);
		}, delaySeconds * 1000);
	}

	private async open(takeFocus: boolean): Promise<void> {
		this.wantsOpen = true;
		const app = await this.load();
		if (this.wantsOpen) app?.open(takeFocus);
	}

	private close(): void {
		this.wantsOpen = false;
		this.app?.close();
	}

	private load(): Promise<App | undefined> {
		const { drawn, config } = this;
		if (!drawn || !config || this.gone) return Promise.resolve(undefined);
		this.loading ??= this.fetchApp(drawn, config);
		return this.loading;
	}

	// A module that failed to load stays failed under its URL: each new attempt has its own.
	private async fetchApp(drawn: Drawn, config: ChatWidgetConfig): Promise<App | undefined> {
		drawn.bubble.setBusy(true);
		const again = this.attempts++ ? `?attempt=${this.attempts}` : "";
		try {
			const url = `${this.embed.gateway}/widget/${APP_FILE}${again}`;
			const module = (await import(url)) as AppModule;
			if (!this.gone) this.app = module.mount(this.port(drawn, config));
		} catch {
			this.loading = undefined;
			this.wantsOpen = false;
			this.refused({ code: "unreachable", detail: "the chat window could not be loaded" });
		}
		drawn.bubble.setBusy(false);
		return this.app;
	}

	private port(drawn: Drawn, config: ChatWidgetConfig): LoaderPort {
		const { root, place, bubble } = drawn;
		const { locale, identity } = this;
		return { ...this.embed, config, root, place, bubble, locale, identity, emit };
	}

	private setHidden(hidden: boolean): void {
		this.hidden = hidden;
		if (hidden) this.close();
		if (this.drawn) this.drawn.host.hidden = hidden;
	}

	private identify(identity: Identity): void {
		Object.assign(this.identity, identity);
		this.app?.identify(this.identity);
	}

	private setLocale(locale: string): void {
		this.locale = locale;
		this.app?.setLocale(locale);
	}

	private reset(): void {
		this.identity = {};
		if (this.app) this.app.reset();
		else forget(this.embed.tenantId);
	}

	private shutdown(): void {
		this.gone = true;
		this.app?.shutdown();
		this.app = undefined;
		this.drawn?.host.remove();
	}
}

// A browser hides from the page why it may not read an answer: both reasons are named.
function unreachable({ gateway, tenantId }: Embed): string {
	const allow = `frontdesk tenant set ${tenantId} --add-origin ${location.origin}`;
	return `${gateway} gave this page no answer. If it runs, allow the page with: ${allow}`;
}

function findEmbed(): Embed | undefined {
	const script =
		(document.currentScript as HTMLScriptElement | null) ??
		document.querySelector<HTMLScriptElement>("script[src*='/chat-widget.js'][data-tenant-id]");
	const tenantId = script?.dataset.tenantId;
	if (script && tenantId) return { gateway: new URL(script.src).origin, tenantId };
	console.warn("Frontdesk: the script element needs data-tenant-id");
	return undefined;
}

const embed = findEmbed();
if (embed) {
	const loader = new Loader(embed);
	if (answerQueue(loader.verbs)) void loader.start();
}

