// Which of a shop's tabs leads: the one that holds a Web Lock. When it goes, the lock falls to the tab
// that stands longest in line. A tab that stops must withdraw: a lock in a page that is frozen or kept
// for the back button is held by nobody who answers. Without Web Locks (plain http beyond localhost)
// every tab leads itself.

export interface LeadershipHost {
	won(): void;
	/** Another tab has taken the lock from this one, which did not answer. */
	lost(): void;
}

export class Leadership {
	/** What was asked for in an earlier term means nothing any more. */
	private term = 0;
	private letGo = (): void => {};

	constructor(
		private readonly name: string,
		private readonly host: LeadershipHost,
	) {}

	/** Leads when nobody else does any more. */
	stand(): void {
		const wait = new AbortController();
		this.request({ signal: wait.signal }, () => wait.abort());
	}

	/** Leads at once, in the place of a tab that does not answer. */
	seize(): void {
		this.request({ steal: true }, () => {});
	}

	withdraw(): void {
		this.term += 1;
		this.letGo();
		this.letGo = () => {};
	}

	private request(options: LockOptions, leaveLine: () => void): void {
		this.withdraw();
		if (!navigator.locks) return this.host.won();
		const { term } = this;
		const isOld = () => term !== this.term;
		let hasWon = false;
		const held = new Promise<void>((done) => {
			this.letGo = () => {
				leaveLine();
				done();
			};
		});
		const win = () => {
			if (isOld()) return undefined;
			hasWon = true;
			this.host.won();
			return held;
		};
		navigator.locks.request(this.name, options, win).catch(() => {
			if (isOld()) return;
			if (hasWon) this.host.lost();
			else this.host.won(); // locks are forbidden here
		});
	}
}
