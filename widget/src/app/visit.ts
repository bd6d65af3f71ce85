// How the window stands in this tab, over the pages of one visit: whether it is open, and where the
// thread was being read. Nothing is written before the visitor has opened it or written in it.
import { forgetWindow, windowKey } from "../shared/keys";

/** The reading place: the end, or a row and how far below the edge it stands. */
export interface Anchor {
	isAtEnd: boolean;
	rowId?: string;
	offset: number;
	/** The scroller's size when the place was last restored. */
	size?: string;
}

interface Kept {
	isOpen?: boolean;
	anchor?: Anchor;
}

export class Visit {
	readonly anchor: Anchor = { isAtEnd: true, offset: 0 };
	/** The page before was left with an open window. */
	readonly wasOpen: boolean;
	private isOpen = false;

	constructor(private readonly tenantId: string) {
		const { isOpen = false, anchor } = this.read();
		this.wasOpen = this.isOpen = isOpen;
		if (isOpen) Object.assign(this.anchor, anchor);
	}

	/** The visitor has opened the window, or writes in it. */
	opened(): void {
		if (this.isOpen) return;
		this.isOpen = true;
		this.save();
	}

	closed(): void {
		this.isOpen = false;
		forgetWindow(this.tenantId);
	}

	toEnd(): void {
		this.anchor.isAtEnd = true;
	}

	/** The page is left: the next one goes on from here. */
	save(): void {
		if (!this.isOpen) return;
		const { size: _, ...anchor } = this.anchor;
		const kept: Kept = { isOpen: true, anchor };
		this.attempt(() => sessionStorage.setItem(windowKey(this.tenantId), JSON.stringify(kept)));
	}

	private read(): Kept {
		const text = this.attempt(() => sessionStorage.getItem(windowKey(this.tenantId)));
		return this.attempt(() => JSON.parse(text ?? "{}") as Kept) ?? {};
	}

	// Where storage is forbidden each page begins anew.
	private attempt<T>(step: () => T): T | undefined {
		try {
			return step();
		} catch {
			return undefined;
		}
	}
}
