// A part of the widget that is a file of its own, fetched by need. A module that failed to load stays failed
// under its URL: each attempt has its own.
let failures = 0;

/** undefined when it cannot be had now. */
export function fetchPart<Module>(gateway: string, file: string): Promise<Module | undefined> {
	const url = `${gateway}/widget/${file}${failures ? `?attempt=${failures}` : ""}`;
	return import(url).catch(() => void failures++);
}
