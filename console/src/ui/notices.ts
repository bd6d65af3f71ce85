/* What a page says of something that was done: a line at the bottom, for a few seconds. */
import { Store } from './store';

const SHOWN_MS = { done: 5_000, warning: 9_000, error: 9_000 };
const MOST = 3;

export interface Notice {
	id: number;
	tone: keyof typeof SHOWN_MS;
	text: string;
}

export const notices = new Store<readonly Notice[]>([]);

let count = 0;

export function showNotice({ tone = 'done', text }: { tone?: Notice['tone']; text: string }): void {
	const id = ++count;
	notices.set([...notices.get(), { id, tone, text }].slice(-MOST));
	setTimeout(() => closeNotice(id), SHOWN_MS[tone]);
}

export function closeNotice(id: number): void {
	notices.set(notices.get().filter((notice) => notice.id !== id));
}
