// Where the launcher is not shown.
import type { ChatWidgetConfig } from "../shared/proto";

const PHONE = "(max-width: 639.98px)";

/** A path as location has it; one that ends in * stands for all that begin so. */
export const isAt = (paths: readonly string[], path: string): boolean =>
	paths.some((one) => (one.endsWith("*") ? path.startsWith(one.slice(0, -1)) : path === one));

export function isHidden({ hiddenPaths = [], hiddenDevices }: ChatWidgetConfig): boolean {
	const device = matchMedia(PHONE).matches ? "phones" : "desktops";
	return hiddenDevices === device || isAt(hiddenPaths, location.pathname);
}
