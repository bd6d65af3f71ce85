// The app's file, fetched on intent. A module that failed to load stays failed under its URL, so each
// attempt has its own; several, since during a deploy one may meet a server that does not have it yet.
import type { AppModule } from "../shared/contract";
import { pause } from "./pause";

const AGAIN_AFTER_MS = [500, 2_000, 5_000];

let failures = 0;

function attempt(gateway: string): Promise<AppModule | undefined> {
	const url = `${gateway}/widget/${APP_FILE}${failures ? `?attempt=${failures}` : ""}`;
	return import(url).catch(() => void failures++);
}

/** undefined when it cannot be had now. */
export async function fetchApp(gateway: string): Promise<AppModule | undefined> {
	let module = await attempt(gateway);
	for (const delayMs of AGAIN_AFTER_MS) {
		if (module || !navigator.onLine) return module;
		await pause(delayMs);
		module = await attempt(gateway);
	}
	return module;
}
