// Keeps the widget's element where it can be seen and used: under <html>, so that no transform or
// filter of the body moves it, and no change of the body takes it along; while the page shows a modal
// dialog, which makes all outside of it inert, in that dialog.

// A page that takes it away again and again gets its way; `open` brings it back all the same.
const MOST_RETURNS = 20;
const BARRIERS = ["inert", "aria-hidden"]; // that a page puts around its modal

// The dialog that was opened last, as far as was seen; else the innermost.
function modalOf(openedLast: Element | undefined): Element | undefined {
	try {
		const modals = [...document.querySelectorAll("dialog:modal")];
		return modals.find((modal) => modal === openedLast) ?? modals.pop();
	} catch {
		return undefined; // an engine that does not know :modal
	}
}

// The top layer, where no transform of the dialog moves it. Its style leaves nothing of a popover's.
function raise(host: HTMLElement, isRaised: boolean): void {
	try {
		if (!isRaised) return host.removeAttribute("popover");
		host.setAttribute("popover", "manual");
		host.showPopover();
	} catch {
		// Then it stands in the dialog as anything else.
	}
}

// Shops' modals take the focus back from whatever is outside of them: they do not hear that it is here.
// The chat itself listens to neither event.
const FOCUS = ["focus", "focusin"];

export class Mooring {
	private readonly watcher = new MutationObserver((changes) => this.look(changes));
	private readonly outer = new MutationObserver(() => this.moor()); // another <html>
	private watched: Element | undefined;
	private isWhole = false;
	private openedLast: Element | undefined;
	private returns = 0;

	constructor(private readonly host: HTMLElement) {
		this.outer.observe(document, { childList: true });
		for (const name of FOCUS) window.addEventListener(name, this.hush, true);
		this.moor();
	}

	/** Somebody wants it: wherever it went, it comes back. */
	hold(): void {
		this.returns = 0;
		this.moor();
	}

	leave(): void {
		for (const name of FOCUS) window.removeEventListener(name, this.hush, true);
		this.outer.disconnect();
		this.watcher.disconnect();
		this.host.remove();
	}

	private readonly hush = (event: Event): void => {
		if (event.target === this.host) event.stopImmediatePropagation();
	};

	private look(changes: MutationRecord[]): void {
		for (const { attributeName, target } of changes)
			if (attributeName === "open" && target.nodeName === "DIALOG")
				this.openedLast = target as Element;
		this.moor();
	}

	private moor(): void {
		const { host } = this;
		const modal = modalOf(this.openedLast);
		const home = modal ?? (document.documentElement as Element | null);
		if (!home) return; // in the midst of document.open
		const isLost = !host.isConnected && this.returns++ >= MOST_RETURNS;
		if (host.parentNode !== home && !isLost) {
			home.appendChild(host);
			raise(host, !!modal);
		}
		for (const barrier of BARRIERS) if (host.hasAttribute(barrier)) host.removeAttribute(barrier);
		this.watch(!!modal);
	}

	// The whole document is watched for nothing but dialogs that open and close; for all, while one may
	// take the element along.
	private watch(isWhole: boolean): void {
		const { documentElement } = document;
		if (documentElement === this.watched && isWhole === this.isWhole) return;
		this.watched = documentElement;
		this.isWhole = isWhole;
		this.watcher.disconnect();
		this.watcher.observe(document, { subtree: true, attributeFilter: ["open"], childList: isWhole });
		this.watcher.observe(documentElement, { childList: true });
		this.watcher.observe(this.host, { attributeFilter: BARRIERS });
	}
}
