/* Where the chosen colour scheme is kept, and what the system prefers. */
export const SCHEME_KEY = 'frontdesk.scheme';

export function systemScheme(): 'light' | 'dark' {
	return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
