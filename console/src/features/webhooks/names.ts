/* What things of webhooks are called. */
import type { Webhook } from '../../api/types';
import { texts } from './texts';

/* An event of a later version's is called as the server calls it. */
export function eventText(event: string): string {
	const names: Record<string, string> = texts().webhooks.events;
	return Object.hasOwn(names, event) ? names[event]! : event;
}

export function nameOf({ description, url }: Webhook): string {
	return description || url;
}
