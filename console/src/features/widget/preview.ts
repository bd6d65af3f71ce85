/*
 * The real widget in a frame of its own: the file that shops load, which is told what the form says
 * instead of what is saved. It keeps nothing, and asks the server for nothing but its own files.
 */
import type { ChatWidgetConfig } from '../../api/types';

interface Policies {
	createPolicy(name: string, rules: Record<string, (url: string) => string | null>): void;
}

type Page = Window &
	typeof globalThis & {
		trustedTypes?: Policies;
		frontdesk?: (verb: string, ...args: unknown[]) => void;
	};

const SCRIPT = '/chat-widget.js';

function deny(): never {
	throw new DOMException('A preview keeps nothing', 'SecurityError');
}

/* In front of what the widget would speak to. */
function isolate(page: Page, config: () => ChatWidgetConfig): void {
	for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(page, name, { get: deny });
	Object.defineProperty(page, 'BroadcastChannel', { value: undefined });
	Object.defineProperty(page, 'WebSocket', { value: deny });
	page.fetch = (asked) =>
		String(asked).includes('/widget-config')
			? Promise.resolve(new page.Response(JSON.stringify(config())))
			: new Promise(() => {});
}

export class Preview {
	private config: ChatWidgetConfig;
	private readonly page: Page;

	constructor(frame: Window, config: ChatWidgetConfig, language: string) {
		this.page = frame as Page;
		this.config = config;
		isolate(this.page, () => this.config);
		const source = location.origin + SCRIPT;
		this.page.trustedTypes?.createPolicy('default', {
			createScriptURL: (url) => (url === source ? url : null),
		});
		const { document } = this.page;
		document.documentElement.lang = language;
		const script = document.createElement('script');
		script.src = source;
		script.dataset.tenantId = config.tenantId;
		document.head.append(script);
	}

	/** Draws it anew, as a page does that is loaded. */
	show(config: ChatWidgetConfig): void {
		this.config = config;
		/* Until the script is there it has drawn nothing, and will ask for what holds then. */
		this.page.frontdesk?.('shutdown');
		this.page.frontdesk?.('boot', { tenantId: config.tenantId, host: location.origin });
	}

	/** The colour of the page on which it stands. */
	paint(ground: string): void {
		this.page.document.body.style.background = ground;
	}
}
