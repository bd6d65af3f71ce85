/*
 * Runs before the first paint and does one thing: a colour scheme that was chosen is set at once,
 * so that the page does not flash in the other one. A plain script, because modules are deferred.
 */
import { SCHEME_KEY, systemScheme } from './app/schemeKey';

function chosenScheme(): string | null {
	try {
		return localStorage.getItem(SCHEME_KEY);
	} catch {
		return null; /* Storage is forbidden: the system's scheme it is. */
	}
}

const chosen = chosenScheme();
const scheme = chosen === 'light' || chosen === 'dark' ? chosen : systemScheme();
document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
