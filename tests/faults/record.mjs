// What every client said and was told, in the order in which it happened; only ever appended to. A
// test's whole run fits in memory: a few hundred bytes for each thing told.
import { createHash } from 'node:crypto';

export function contentHash(content) {
	return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

/** RFC 3339 with all its microseconds, as a number of microseconds since 1970. */
export function microseconds(time) {
	const [, seconds, fraction = ''] = time.match(/^(.{19})(?:\.(\d{1,6}))?/);
	return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

export class Record {
	constructor({ isTerse = false } = {}) {
		this.known = isTerse ? new Set() : undefined; // what needs not be recorded again
		this.began = Date.now();
		this.said = [];  // {at, client, session, id, hash, senderId}
		this.saidIn = new Map(); // session → how many
		this.told = [];  // {at, client, state, session, id?, seq?, createdAt?, fingerprint?, hash?, link}
		this.notes = []; // {at, text}: the faults, for who reads a failure
	}

	say(client, session, id, content) {
		this.saidIn.set(session, (this.saidIn.get(session) ?? 0) + 1);
		this.said.push({ at: Date.now(), client: client.index, session, id, hash: contentHash(content), senderId: client.senderId });
	}

	/** state: accepted, kept, stored, shown (provisional), synced (a row of a page), refused, reloaded, ended … */
	tell(client, state, session, { id, seq, createdAt, fingerprint, content, senderId, code } = {}) {
		if (!id && this.isKnown(`${client.index} ${state} ${session}`)) return;
		this.told.push({
			at: Date.now(), client: client.index, link: client.linkCount, state, session, id, seq, fingerprint, senderId, code,
			createdAt: createdAt === undefined ? undefined : microseconds(createdAt),
			hash: typeof content === 'string' ? contentHash(content) : undefined,
		});
	}

	isKnown(key) {
		if (this.known?.has(key)) return true;
		this.known?.add(key);
		return false;
	}

	note(text) {
		this.notes.push({ at: Date.now(), text });
	}

	/** How many of a state were told since a moment. */
	count(state, since = 0) {
		let count = 0;
		for (let i = this.told.length - 1; i >= 0 && this.told[i].at >= since; i--) if (this.told[i].state === state) count++;
		return count;
	}

	/** What was told in a state of messages that were said since a moment, each with when that was: `saidAt`. */
	toldOf(state, since) {
		const saidAt = new Map(this.said.filter(said => said.at >= since).map(said => [said.id, said.at]));
		return this.told.filter(told => told.state === state && saidAt.has(told.id)).map(told => ({ ...told, saidAt: saidAt.get(told.id) }));
	}

	/** Everything about one message or session, as lines: what a report needs beside its count. */
	story(idOrSession) {
		const mine = e => e.id === idOrSession || (e.session === idOrSession && !e.id);
		const lines = [...this.said.filter(mine).map(e => ({ ...e, state: 'SAID' })), ...this.told.filter(mine)]
			.sort((a, b) => a.at - b.at)
			.map(e => `${((e.at - this.began) / 1000).toFixed(3)} client ${e.client}${e.link === undefined ? '' : `.${e.link}`} ${e.state}${e.seq === undefined ? '' : ` seq ${e.seq}`}${e.code ? ` ${e.code}` : ''}`);
		return (lines.length > 60 ? [...lines.slice(0, 30), '…', ...lines.slice(-30)] : lines).join('\n');
	}

	faults() {
		return this.notes.map(n => `${((n.at - this.began) / 1000).toFixed(3)} ${n.text}`).join('\n');
	}
}
