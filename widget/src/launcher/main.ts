// The launcher beyond what every page shows at first: dresses the bubble as the configuration has it, follows
// that, and the page's own address. A file of its own that the loader fetches once it is needed; it shares
// nothing with the loader but what contract.ts says, since it may be of another build.
import type { Launcher, LauncherPort } from "../shared/contract";
import type { ChatWidgetConfig } from "../shared/proto";
import { languageFor, spoken } from "../shared/spoken";
import { addStyles } from "../shared/styles";
import { dress } from "./dress";
import { Follower } from "./follow";
import styles from "./launcher.css";
import { NOT_LOADED } from "./words";

const LOOK_MS = 500; // no event tells of every way in which a page's script changes its address

async function read({ gateway, tenantId }: LauncherPort): Promise<ChatWidgetConfig | undefined> {
	const url = `${gateway}/api/support/chat/widget-config?tenantId=${encodeURIComponent(tenantId)}`;
	try {
		const response = await fetch(url, { credentials: "omit", cache: "no-cache" });
		const config = response.ok ? ((await response.json()) as ChatWidgetConfig) : undefined;
		return config?.tenantId ? config : undefined;
	} catch {
		return undefined;
	}
}

export function launch(port: LauncherPort): Launcher {
	let { config } = port;
	let path = location.pathname;
	const draw = () => dress(port.bubble.button, spoken(config, languageFor(port.locale())));
	const came = (now: ChatWidgetConfig) => {
		config = now;
		draw();
		port.changed(now);
	};
	const follower = new Follower({ read: () => read(port), came }, config);
	const walker = setInterval(() => {
		if (path === location.pathname) return;
		path = location.pathname;
		draw();
	}, LOOK_MS);
	addStyles(port.root, styles);
	draw();
	follower.begin();
	if (port.root.host.isConnected) void follower.look(); // it has been shown for a while
	addEventListener("resize", draw);
	return {
		look: (version) => (version === undefined ? void follower.look() : follower.hear(version)),
		speak: draw,
		notLoaded: () => NOT_LOADED[languageFor(port.locale())]!,
		stop() {
			clearInterval(walker);
			removeEventListener("resize", draw);
			follower.stop();
		},
	};
}
