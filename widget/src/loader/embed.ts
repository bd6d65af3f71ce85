// Who is asked for which tenant. Said by the script's element, by its address, by the page, or by the
// verb "boot": tag managers take attributes away, optimisers put the script into a bundle, and then
// nothing tells whose script it is.
//
//   <script src="https://desk.example/chat-widget.js" data-tenant-id="…" async></script>
//   <script src="https://desk.example/chat-widget.js?tenant=…" async></script>
//   window.frontdeskSettings = { tenantId: "…", host: "https://desk.example" };
//   frontdesk("boot", { tenantId: "…", host: "https://desk.example" });
import { say } from "../shared/say";

export interface Embed {
	/** The origin of the gateway. */
	gateway: string;
	tenantId: string;
}

export interface Settings {
	tenantId?: unknown;
	host?: unknown;
}

declare global {
	interface Window {
		frontdeskSettings?: Settings;
	}
}

const FILE = "/chat-widget.js";
const ELEMENTS = `script[data-tenant-id],script[src*="${FILE}"]`;
const WAY = 'window.frontdeskSettings = { tenantId: "…", host: "https://…" }';

// Null in modules, in deferred bundles, and where a script is fetched and evaluated.
const running = document.currentScript as HTMLScriptElement | null;

/** The nonce of the page's policy, for what the script makes. */
export const nonce = running?.nonce || undefined;

const textOf = (value: unknown) => String(value ?? "").trim();

function urlOf(address: string): URL | undefined {
	try {
		return new URL(address);
	} catch {
		return undefined;
	}
}

// By the address of an element or of what was fetched, which are whole.
const isOurs = (address: string) => !!urlOf(address)?.pathname.endsWith(FILE);

function elements(): HTMLScriptElement[] {
	const all = [...document.querySelectorAll<HTMLScriptElement>(ELEMENTS)];
	return running?.src !== undefined ? [running, ...all] : all;
}

function tenantOf({ dataset, src }: HTMLScriptElement): string {
	const asked = isOurs(src) ? urlOf(src)?.searchParams.get("tenant") : "";
	return textOf(dataset.tenantId) || textOf(asked);
}

// Where the script was fetched from, when no element says so.
function fetchedFrom(): string {
	const fetched = performance.getEntriesByType?.("resource") ?? [];
	return fetched.find(({ name }) => isOurs(name))?.name ?? "";
}

function originOf(host: string): string {
	const url = host && urlOf(/^https?:/i.test(host) ? host : `https://${host}`);
	return url ? url.origin : "";
}

/** Says on the console what is missing. */
export function findEmbed(given: Settings = {}): Embed | undefined {
	const scripts = elements();
	const page = window.frontdeskSettings ?? {};
	const own = scripts.find(tenantOf);
	const tenantId =
		textOf(given.tenantId) ||
		(own && own === running && tenantOf(own)) ||
		textOf(page.tenantId) ||
		(own && tenantOf(own));
	const gateway = originOf(
		textOf(given.host) ||
			textOf(own?.dataset.host) ||
			textOf(page.host) ||
			own?.src ||
			scripts.find(({ src }) => isOurs(src))?.src ||
			fetchedFrom(),
	);
	if (tenantId && gateway) return { gateway, tenantId };
	const missing = tenantId ? "the host" : gateway ? "the tenant's id" : "the tenant's id and the host";
	say(`${missing} is missing: give the script data-tenant-id, or set ${WAY}`);
	return undefined;
}
