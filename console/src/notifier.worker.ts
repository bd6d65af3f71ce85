/*
 * Shows notifications where a page may not, and leads a click to the console. It keeps nothing and
 * answers no requests.
 */
interface Clicked extends Event {
	notification: Notification;
	waitUntil(work: Promise<unknown>): void;
}

interface WindowClient {
	url: string;
	focus(): Promise<WindowClient>;
	postMessage(message: unknown): void;
}

interface Worker {
	clients: {
		matchAll(options: object): Promise<WindowClient[]>;
		openWindow(address: string): Promise<unknown>;
	};
	skipWaiting(): void;
	addEventListener(type: 'install', listener: () => void): void;
	addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void;
}

const worker = self as unknown as Worker;

async function open(address: string): Promise<void> {
	const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
	const desk = pages.find(({ url }) => new URL(url).pathname.startsWith('/admin'));
	if (!desk) return void (await worker.clients.openWindow(address));
	desk.postMessage(address);
	await desk.focus();
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(open(String(event.notification.data)));
});

export {};
