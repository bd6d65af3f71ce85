// The text that is being written: it outlives the page and the tab. The tabs share it, and the one in
// which somebody types has the say.
import type { Durable } from "./durable";

export class Draft {
	private current: string;

	constructor(private readonly durable: Durable) {
		this.current = durable.draft();
	}

	get text(): string {
		return this.current;
	}

	set text(text: string) {
		this.current = text;
		this.durable.writeDraft(text);
	}

	/** It was another person's. What is kept goes, or has gone, by itself. */
	forget(): void {
		this.current = "";
	}

	/** What is kept may have changed. */
	reread(): void {
		this.current = this.durable.draft();
	}

	/** Another tab has written. */
	heard(): void {
		if (!document.hasFocus()) this.reread();
	}
}
