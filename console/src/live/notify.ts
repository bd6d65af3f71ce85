/*
 * A notification of the desktop or the phone. Where a page may not show one itself (Chrome on Android:
 * its constructor throws), a worker does, which does nothing else.
 */
import { navigate } from '../ui/place';

export interface Notice {
	title: string;
	body: string;
	/** Of several with one tag the last is shown. */
	tag: string;
	/** Where a click leads. */
	address: string;
}

export function canNotify(): boolean {
	return 'Notification' in window && Notification.permission !== 'denied';
}

export function isPermitted(): boolean {
	return 'Notification' in window && Notification.permission === 'granted';
}

export function notify(notice: Notice): void {
	try {
		showItself(notice);
	} catch {
		showByWorker(notice).catch(() => {});
	}
}

function showItself({ title, body, tag, address }: Notice): void {
	const notification = new Notification(title, { body, tag });
	notification.onclick = () => {
		window.focus();
		navigate(address);
		notification.close();
	};
}

let listening = false;

/* A click on what the worker has shown. */
function listen(): void {
	if (listening) return;
	listening = true;
	navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
		if (typeof data === 'string' && data.startsWith('/admin/')) navigate(data);
	});
	navigator.serviceWorker.startMessages();
}

async function showByWorker({ title, body, tag, address }: Notice): Promise<void> {
	listen();
	const registration = await navigator.serviceWorker.register(NOTIFIER_URL);
	await isActive(registration);
	await registration.showNotification(title, { body, tag, data: address });
}

function isActive({ active, waiting, installing }: ServiceWorkerRegistration): Promise<void> {
	const worker = installing ?? waiting;
	if (active || !worker) return Promise.resolve();
	return new Promise((resolve) => {
		worker.addEventListener('statechange', () => worker.state === 'activated' && resolve());
	});
}
