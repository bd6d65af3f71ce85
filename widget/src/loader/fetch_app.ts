// The app's file, fetched on intent; several attempts, since during a deploy one may meet a server that does
// not have it yet.
import type { AppModule } from "../shared/contract";
import { fetchPart } from "../shared/fetch_part";
import { pause } from "./pause";

const AGAIN_AFTER_MS = [500, 2_000, 5_000];

/** undefined when it cannot be had now. */
export async function fetchApp(gateway: string): Promise<AppModule | undefined> {
	const attempt = () => fetchPart<AppModule>(gateway, APP_FILE);
	let module = await attempt();
	for (const delayMs of AGAIN_AFTER_MS) {
		if (module || !navigator.onLine) return module;
		await pause(delayMs);
		module = await attempt();
	}
	return module;
}
