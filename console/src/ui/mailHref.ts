/* Where a click on an address leads. It may hold anything that somebody typed: only its @ stays as it is. */
export function mailHref(email: string): string {
	return `mailto:${encodeURIComponent(email).replace(/%40(?!.*%40)/, '@')}`;
}
