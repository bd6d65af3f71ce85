// Compares what every client was told with what is there. Pure: a record, what the clients hold in
// the end, and the truth go in; findings come out, each a sentence under the heading it counts for.
//
//   truth = { rows: Map(session → [{id, seq, senderId, fingerprint, createdAt, hash?}] by seq),
//             heads: Map(session → last_seq), elsewhere: Map(id → where else it lies) }
//   listeners = [{index, sessions: Map(session → {held: Map(id → {seq, createdAt, hash}), outbox}), tenantSessions }]

const HEADINGS = ['lost', 'twice', 'gaps', 'foreign', 'reordered', 'changed', 'unfinished', 'refused', 'reloaded', 'deadLetters'];
const PROMISES = new Set(['stored', 'synced']);

export class Findings {
	constructor() {
		for (const heading of HEADINGS) this[heading] = [];
	}

	get count() {
		return HEADINGS.reduce((sum, heading) => sum + this[heading].length, 0);
	}

	summary() {
		return `stored lost ${this.lost.length}, shown twice ${this.twice.length}, gaps ${this.gaps.length}, foreign ${this.foreign.length}, `
			+ `reordered ${this.reordered.length}, changed ${this.changed.length}, not finished ${this.unfinished.length}, refused ${this.refused.length}, `
			+ `reloaded ${this.reloaded.length}, dead letters ${this.deadLetters.length}`;
	}

	/** The first few of each, for people. */
	detail(most = 5) {
		return HEADINGS.flatMap(heading => this[heading].slice(0, most).map(text => `${heading}: ${text}`)).join('\n');
	}
}

/** The rows of all sessions by message id; an id that stands twice is a finding. */
function index(truth, findings) {
	const byId = new Map();
	for (const [session, rows] of truth.rows)
		for (const row of rows) {
			if (byId.has(row.id)) findings.twice.push(`message ${row.id} has two rows`);
			byId.set(row.id, { ...row, session });
		}
	return byId;
}

function checkPromises(record, truth, byId, findings) {
	const lost = new Set();
	for (const told of record.told) {
		if (!PROMISES.has(told.state)) continue;
		const row = byId.get(told.id);
		if (!row || row.session !== told.session) {
			if (!lost.has(told.id)) findings.lost.push(`message ${told.id} was told ${told.state} to client ${told.client} and is ${truth.elsewhere.get(told.id) ?? 'nowhere'}`);
			lost.add(told.id);
			continue;
		}
		if (row.seq !== told.seq) findings.twice.push(`message ${told.id} was shown to client ${told.client} at seq ${told.seq} and stands at ${row.seq}`);
		if (row.createdAt !== told.createdAt) findings.changed.push(`message ${told.id}: client ${told.client} was told ${told.state} at ${told.createdAt}, it stands at ${row.createdAt}`);
		if (told.fingerprint && told.fingerprint !== row.fingerprint) findings.changed.push(`message ${told.id}: another fingerprint was told to client ${told.client}`);
	}
}

/** Whatever was said, provisional or stored: its content is what its sender wrote, in that session. */
function checkOrigins(record, listeners, byId, findings) {
	const said = new Map(record.said.map(each => [each.id, each]));
	const byClient = new Map(listeners.map(each => [each.index, each]));
	const phantoms = new Set();
	for (const told of record.told) {
		const listener = byClient.get(told.client);
		const knows = told.state === 'desk' ? listener.tenantSessions : listener.sessions;
		if (told.state === 'foreign' || (told.session && !knows.has(told.session))) findings.foreign.push(`client ${told.client} was told ${told.state} of session ${told.session}`);
		if (!told.id) continue;
		const origin = said.get(told.id);
		if (!origin) findings.foreign.push(`client ${told.client} was told ${told.state} of message ${told.id}, which nobody said`);
		else if (origin.session !== told.session) findings.foreign.push(`message ${told.id} of session ${origin.session} was told to client ${told.client} in ${told.session}`);
		else if (told.hash && told.hash !== origin.hash) findings.changed.push(`message ${told.id} reached client ${told.client} with another content`);
		else if (told.senderId && told.senderId !== origin.senderId) findings.foreign.push(`message ${told.id} reached client ${told.client} as another's`);
		if (told.state === 'shown' && !byId.has(told.id)) phantoms.add(told.id);
	}
	for (const id of phantoms) findings.unfinished.push(`message ${id} was shown and never stored`);
	for (const [id, { session, hash, senderId }] of said) {
		const row = byId.get(id);
		if (!row) findings.unfinished.push(`message ${id} of session ${session} was said and is not stored`);
		else if (row.session !== session || row.senderId !== senderId) findings.foreign.push(`message ${id} is stored in another session or as another's`);
		else if (row.hash && row.hash !== hash) findings.changed.push(`message ${id} is stored with another content`);
	}
	for (const [id, { session }] of byId) if (!said.has(id)) findings.foreign.push(`row ${id} of session ${session} was said by nobody`);
}

function checkContents(record, truth, findings) {
	const said = new Map(record.said.map(each => [each.id, each.hash]));
	for (const [session, rows] of truth.rows) {
		const seen = new Map();
		for (const { id } of rows) {
			const hash = said.get(id);
			if (hash && seen.has(hash)) findings.twice.push(`session ${session} shows one content under ${seen.get(hash)} and ${id}`);
			seen.set(hash, id);
		}
	}
}

function checkSeqs(truth, findings) {
	for (const [session, rows] of truth.rows) {
		rows.forEach((row, i) => {
			if (row.seq !== i + 1) findings.gaps.push(`session ${session}: row ${i + 1} has seq ${row.seq}`);
		});
		const head = truth.heads.get(session);
		if (head !== rows.length) findings.gaps.push(`session ${session} counts to ${head} and has ${rows.length} rows`);
	}
}

function checkListeners(listeners, truth, byId, findings) {
	for (const { index: client, sessions } of listeners)
		for (const [session, { held, outbox }] of sessions) {
			const rows = truth.rows.get(session) ?? [];
			const missing = rows.filter(row => !held.has(row.id));
			if (missing.length > 0) findings.gaps.push(`client ${client} lacks ${missing.length} of ${rows.length} in session ${session}, the first at seq ${missing[0].seq}`);
			if (outbox > 0) findings.unfinished.push(`client ${client} still has ${outbox} in its outbox for session ${session}`);
			checkHeld(client, session, held, byId, findings);
		}
}

function checkHeld(client, session, held, byId, findings) {
	const seqs = new Map();
	for (const [id, { seq, createdAt }] of held) {
		if (seqs.has(seq)) findings.twice.push(`client ${client} holds ${id} and ${seqs.get(seq)} at seq ${seq} of session ${session}`);
		seqs.set(seq, id);
		const row = byId.get(id);
		if (row && row.createdAt !== createdAt) findings.reordered.push(`client ${client} shows message ${id} at ${createdAt}, it stands at ${row.createdAt}`);
	}
}

/** What a sender had accepted in order over one connection is shown to all in that order. */
function checkOrder(record, byId, findings) {
	const last = new Map();
	const first = new Set();
	for (const told of record.told) {
		if (told.state !== 'accepted' || first.has(told.id)) continue;
		first.add(told.id);
		const row = byId.get(told.id);
		if (!row || row.createdAt !== told.createdAt) continue; // another acceptance of it was stored
		const key = `${told.client}.${told.link} ${told.session}`;
		const before = last.get(key);
		if (before && before.createdAt >= row.createdAt) findings.reordered.push(`client ${told.client} had ${before.id} accepted before ${told.id}, and it is shown after it`);
		last.set(key, row);
	}
}

function checkRest(record, truth, byId, findings) {
	for (const told of record.told) {
		if (told.state === 'refused') findings.refused.push(`message ${told.id} was refused for good: ${told.code}`);
		if (told.state === 'reloaded') findings.reloaded.push(`client ${told.client} had to reload session ${told.session}`);
	}
	for (const [id, where] of truth.elsewhere)
		if (where === 'a dead letter') findings.deadLetters.push(`message ${id}`);
		else if (!byId.has(id)) findings.unfinished.push(`message ${id} lies in ${where} and is not stored`);
}

export function check(record, listeners, truth) {
	const findings = new Findings();
	const byId = index(truth, findings);
	checkPromises(record, truth, byId, findings);
	checkOrigins(record, listeners, byId, findings);
	checkContents(record, truth, findings);
	checkSeqs(truth, findings);
	checkListeners(listeners, truth, byId, findings);
	checkOrder(record, byId, findings);
	checkRest(record, truth, byId, findings);
	return findings;
}
