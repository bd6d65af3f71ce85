/* The tab's title: the page's, and before it the number of what asks for attention. */
import { texts } from './texts';

let page = '';
let badge = '';

function show(): void {
	const title = page ? `${page} · ${texts().app.name}` : texts().app.name;
	document.title = badge ? `(${badge}) ${title}` : title;
}

export function setTitle(title: string): void {
	page = title;
	show();
}

/* Empty: nothing. */
export function setTitleBadge(count: string): void {
	badge = count;
	show();
}
