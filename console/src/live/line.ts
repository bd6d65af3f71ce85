/*
 * The live line of one signed-in agent: the connection, who is present, and what asks for attention.
 * It stands above the pages, so that none of them closes it. Features join it with what they do when
 * something is heard; it knows none of them, and no React.
 */
import type { QueryClient } from '@tanstack/react-query';
import { Calm } from '../../../proto/client/calm';
import type { Place } from '../../../proto/client/http';
import { Link, type LinkStatus } from '../../../proto/client/link';
import { openSocket } from '../../../proto/client/socket_channel';
import { openStream } from '../../../proto/client/stream_channel';
import type { ClientMessage, Position, ServerMessage } from '../../../proto/client/wire';
import { fetchMe, ME_KEY } from '../api/account';
import { reportSignedOut } from '../api/http';
import { Rereader } from '../api/reread';
import type { SignedIn, SupportAgent } from '../api/types';
import { setServerTime } from '../ui/clock';
import { keepDraftsOf } from '../ui/drafts';
import { setTimeZone } from '../ui/format';
import { Store } from '../ui/store';
import { AGENTS_KEY, patchAgent } from './agents';
import { Alerts } from './alerts';

const PLACE: Place = { base: '/api/admin/support/chat', credentials: 'same-origin' };
const WAYS = { socket: openSocket, stream: openStream };

/* What a feature does with what is heard. */
export interface Part {
	heard(frame: ServerMessage): void;
	/** The line is up; `isAgain`: there was one before, and something may have been missed. */
	opened(isAgain: boolean): void;
	lost(): void;
	/** The sessions to listen to, the most important first. */
	positions(): Position[];
}

/*
 * What people are told of the connection. `lost`: for longer than the short breaks that mend
 * themselves; `offline`: the machine has no network, which its browser knows at once.
 */
export interface Connection {
	state: 'connecting' | 'up' | 'offline' | 'lost';
	/** When the next attempt is made, local milliseconds. */
	retryAt?: number;
}

export class Line {
	readonly agent: Store<SupportAgent>;
	readonly agentsOnline = new Store<number | undefined>(undefined);
	readonly connection = new Store<Connection>({ state: 'connecting' });
	readonly alerts = new Alerts();
	readonly rereader: Rereader;
	private readonly calm = new Calm(() => this.tell());
	private readonly link: Link;
	private readonly parts = new Set<Part>();
	private readonly statuses = new Map<string, SupportAgent['status']>();
	private wasUp = false;
	private isOffline = !navigator.onLine;

	constructor(
		readonly me: SignedIn,
		readonly client: QueryClient,
	) {
		setTimeZone(me.tenant.timeZone);
		keepDraftsOf(`${me.tenant.id}.${me.user.id}`);
		this.agent = new Store(me.agent);
		this.rereader = new Rereader(client);
		this.statuses.set(me.agent.id, me.agent.status);
		this.link = new Link(
			{
				frame: (frame) => this.received(frame),
				status: (status) => this.statusCame(status),
				positions: () => [...this.parts].flatMap((part) => part.positions()),
			},
			WAYS,
		);
	}

	start(): void {
		window.addEventListener('online', this.networkChanged);
		window.addEventListener('offline', this.networkChanged);
		document.addEventListener('visibilitychange', this.poke);
		this.alerts.start();
		this.link.open(PLACE);
	}

	stop(): void {
		window.removeEventListener('online', this.networkChanged);
		window.removeEventListener('offline', this.networkChanged);
		document.removeEventListener('visibilitychange', this.poke);
		this.alerts.stop();
		this.link.close();
		this.calm.stop();
		this.client.removeQueries({ queryKey: AGENTS_KEY });
	}

	/* Until the returned function is called, the part hears what is said. */
	join(part: Part): () => void {
		this.parts.add(part);
		return () => this.parts.delete(part);
	}

	/* False: not connected; nothing went out. */
	send(frame: ClientMessage): boolean {
		return this.link.send(frame);
	}

	retryNow = (): void => this.link.retryNow();

	/* The count of those online follows at once; the server's own count comes a moment later. */
	learnAgent(agent: SupportAgent): void {
		const before = this.statuses.get(agent.id);
		this.statuses.set(agent.id, agent.status);
		patchAgent(this.client, agent);
		if (agent.id === this.me.agent.id) this.agent.set(agent);
		const change = Number(agent.status === 'online') - Number(before === 'online');
		const online = this.agentsOnline.get();
		if (before !== undefined && online !== undefined)
			this.agentsOnline.set(Math.max(0, online + change));
	}

	/* ---- the connection ---- */

	private networkChanged = (): void => {
		this.isOffline = !navigator.onLine;
		this.tell();
		this.poke();
	};

	private poke = (): void => {
		if (document.visibilityState === 'visible' && navigator.onLine) this.link.poke();
	};

	private tell(): void {
		const { state, retryAt } = this.link.status;
		this.connection.set({ state: this.toldState(state), retryAt });
	}

	private toldState(state: LinkStatus['state']): Connection['state'] {
		if (this.isOffline) return 'offline';
		if (this.calm.isShown) return 'lost';
		return state === 'up' || this.wasUp ? 'up' : 'connecting';
	}

	private statusCame({ state }: LinkStatus): void {
		this.calm.set(state === 'connecting' || state === 'waiting');
		this.tell();
		if (state === 'up') this.opened();
		if (state === 'waiting') void this.lost();
		if (state === 'signed_out') reportSignedOut();
	}

	private opened(): void {
		const isAgain = this.wasUp;
		this.wasUp = true;
		if (isAgain) void this.rereader.read(AGENTS_KEY);
		for (const part of this.parts) part.opened(isAgain);
	}

	/* A refused handshake looks like a broken line: asking who we are tells them apart. */
	private async lost(): Promise<void> {
		for (const part of this.parts) part.lost();
		try {
			const me = await fetchMe();
			if (me === null) reportSignedOut();
			else this.client.setQueryData(ME_KEY, me);
		} catch {
			/* The server is away: the link goes on trying. */
		}
	}

	/* ---- what the server says ---- */

	private received(frame: ServerMessage): void {
		this.stillHears();
		if (frame.type === 'welcome') {
			setServerTime(frame.serverTime);
			if (frame.agent) this.learnAgent(frame.agent);
		}
		if (frame.type === 'agent') this.learnAgent(frame.agent);
		if (frame.type === 'queue') this.agentsOnline.set(frame.agentsOnline);
		if (frame.type === 'lists' && frame.agents) void this.rereader.read(AGENTS_KEY);
		for (const part of this.parts) part.heard(frame);
	}

	/* Without a network of its own a machine may still reach the server, if that is on it, too. */
	private stillHears(): void {
		if (!this.isOffline) return;
		this.isOffline = false;
		this.tell();
	}
}
