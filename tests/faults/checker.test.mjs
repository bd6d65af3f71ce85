// The checker itself: a true story passes, and each way to doctor it is found under its heading.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './checker.mjs';
import { Record } from './record.mjs';

const TIME = '2026-01-01T00:00:00.00000';
const fingerprint = 'f'.repeat(32);

/** Two conversations of two messages each; client 0 and 1 are in the first, 2 and 3 in the second. */
function story() {
	const record = new Record();
	const truth = { rows: new Map(), heads: new Map(), elsewhere: new Map() };
	const listeners = [];
	for (const [c, session] of ['one', 'two'].entries()) {
		const sides = [0, 1].map(i => ({ index: 2 * c + i, senderId: `person ${2 * c + i}`, linkCount: 1 }));
		const rows = ['a', 'b'].map((name, i) => ({ id: `${session}-${name}`, seq: i + 1, createdAt: `${TIME}${i}Z`, content: `text ${session} ${name}` }));
		const [author, reader] = sides;
		for (const { id, seq, createdAt, content } of rows) {
			record.say(author, session, id, content);
			record.tell(author, 'accepted', session, { id, createdAt });
			record.tell(reader, 'shown', session, { id, createdAt, content, fingerprint, senderId: author.senderId });
			for (const side of sides) record.tell(side, 'stored', session, { id, seq, createdAt, fingerprint });
		}
		const [{ hash: first }, { hash: second }] = record.said.slice(-2);
		const times = record.told.filter(told => told.state === 'accepted' && told.session === session).map(told => told.createdAt);
		truth.rows.set(session, rows.map(({ id, seq }, i) => ({ id, seq, senderId: author.senderId, fingerprint, createdAt: times[i], hash: [first, second][i] })));
		truth.heads.set(session, 2);
		for (const side of sides) {
			const held = new Map(truth.rows.get(session).map(({ id, seq, createdAt, hash }) => [id, { seq, createdAt, hash }]));
			listeners.push({ index: side.index, sessions: new Map([[session, { held, outbox: 0 }]]), tenantSessions: new Set([session]) });
		}
	}
	return { record, listeners, truth };
}

const headings = ({ record, listeners, truth }) => {
	const findings = check(record, listeners, truth);
	return Object.keys(findings).filter(heading => findings[heading].length > 0);
};

/** The story, told falsely: what the checker says of it. */
function doctored(change) {
	const told = story();
	change(told);
	return headings(told);
}

const stored = { state: 'stored', fingerprint };

test('a true story has no findings', () => assert.deepEqual(headings(story()), []));

test('a message that was told stored and is not there is lost', () => {
	const found = doctored(({ truth, listeners }) => {
		truth.rows.get('one').pop();
		truth.heads.set('one', 1);
		for (const { sessions } of listeners) sessions.get('one')?.held.delete('one-b');
	});
	assert.ok(found.includes('lost'), found);
});

test('a lost message that lies in a spool or among dead letters is lost all the same, and named there', () => {
	const told = story();
	told.truth.rows.get('one').pop();
	told.truth.elsewhere.set('one-b', 'a dead letter');
	const findings = check(told.record, told.listeners, told.truth);
	assert.match(findings.lost[0], /is a dead letter/);
	assert.equal(findings.deadLetters.length, 1);
});

test('a page of a resume promises as much as stored does', () => {
	const found = doctored(({ record }) => record.told.push({ ...stored, state: 'synced', client: 0, session: 'one', id: 'one-z', seq: 3 }));
	assert.ok(found.includes('lost'), found);
});

test('a message at another seq than it stands at is shown twice', () => {
	assert.deepEqual(doctored(({ record, truth }) => {
		const [row] = truth.rows.get('one');
		record.told.push({ ...stored, client: 1, session: 'one', id: row.id, seq: 7, createdAt: row.createdAt });
	}), ['twice']);
});

test('one content under two ids is shown twice', () => {
	const found = doctored(({ record, truth }) => {
		const [row] = truth.rows.get('one');
		const [said] = record.said;
		record.said.push({ ...said, id: 'one-again' });
		truth.rows.get('one').push({ ...row, id: 'one-again', seq: 3 });
		truth.heads.set('one', 3);
	});
	assert.ok(found.includes('twice'), found);
});

test('two messages that a client holds at one seq are shown twice', () => {
	const found = doctored(({ listeners }) => (listeners[0].sessions.get('one').held.get('one-b').seq = 1));
	assert.deepEqual(found, ['twice']);
});

test('a seq that is left out is a gap', () => {
	const found = doctored(({ truth }) => {
		truth.rows.get('two')[1].seq = 3;
		truth.heads.set('two', 3);
	});
	assert.ok(found.includes('gaps'), found);
});

test('a counter that runs ahead of its rows is a gap', () => {
	assert.deepEqual(doctored(({ truth }) => truth.heads.set('two', 3)), ['gaps']);
});

test('a listener who lacks a message has a gap', () => {
	assert.deepEqual(doctored(({ listeners }) => listeners[3].sessions.get('two').held.delete('two-a')), ['gaps']);
});

test('whatever is told of a session that is not their own is foreign', () => {
	assert.deepEqual(doctored(({ record }) => record.told.push({ state: 'event', client: 0, session: 'two' })), ['foreign']);
});

test("a message of another session is foreign, whatever session it is told in", () => {
	const found = doctored(({ record }) => record.told.push({ state: 'shown', client: 0, session: 'one', id: 'two-a' }));
	assert.deepEqual(found, ['foreign']);
});

test('what is told to somebody whom it is not for is foreign, in their own session, too', () => {
	assert.deepEqual(doctored(({ record }) => record.told.push({ state: 'foreign', client: 0, session: 'one' })), ['foreign']);
});

test("a session of another tenant's desk is foreign", () => {
	assert.deepEqual(doctored(({ record }) => record.told.push({ state: 'desk', client: 0, session: 'two' })), ['foreign']);
});

test('a row that nobody said is foreign', () => {
	const found = doctored(({ truth, listeners }) => {
		truth.rows.get('one').push({ id: 'one-x', seq: 3, createdAt: 9e15 });
		truth.heads.set('one', 3);
		for (const { sessions } of listeners) sessions.get('one')?.held.set('one-x', { seq: 3, createdAt: 9e15 });
	});
	assert.deepEqual(found, ['foreign']);
});

test("a message as another's is foreign", () => {
	const found = doctored(({ record }) => (record.told.find(told => told.state === 'shown').senderId = 'person 3'));
	assert.deepEqual(found, ['foreign']);
});

test('another content than was said is found, told or stored', () => {
	assert.deepEqual(doctored(({ record }) => (record.told.find(told => told.state === 'shown').hash = 'other')), ['changed']);
	assert.deepEqual(doctored(({ truth }) => (truth.rows.get('one')[0].hash = 'other')), ['changed']);
	assert.deepEqual(doctored(({ record }) => (record.told.find(told => told.state === 'stored').fingerprint = '0')), ['changed']);
});

test('messages of one sender that change places are reordered', () => {
	const found = doctored(({ record, truth, listeners }) => {
		const [a, b] = truth.rows.get('one');
		[a.createdAt, b.createdAt] = [b.createdAt, a.createdAt];
		for (const told of record.told) if (told.session === 'one' && told.id) told.createdAt = told.id === a.id ? a.createdAt : b.createdAt;
		for (const { sessions } of listeners) for (const [id, held] of sessions.get('one')?.held ?? []) held.createdAt = id === a.id ? a.createdAt : b.createdAt;
	});
	assert.deepEqual(found, ['reordered']);
});

test('a client that shows a message at another time than it stands at is reordered', () => {
	assert.deepEqual(doctored(({ listeners }) => (listeners[1].sessions.get('one').held.get('one-a').createdAt = 1)), ['reordered']);
});

test('a message in an outbox, or shown and never stored, is not finished', () => {
	assert.deepEqual(doctored(({ listeners }) => (listeners[0].sessions.get('one').outbox = 1)), ['unfinished']);
	const found = doctored(({ record }) => {
		record.said.push({ client: 0, session: 'one', id: 'one-c', hash: 'c', senderId: 'person 0' });
		record.told.push({ state: 'shown', client: 1, session: 'one', id: 'one-c' });
	});
	assert.deepEqual(found, ['unfinished']);
});

test('a message that is left in a spool is not finished', () => {
	assert.deepEqual(doctored(({ truth }) => truth.elsewhere.set('one-q', 'a spool')), ['unfinished']);
});

test('a refusal for good and a reload are found', () => {
	assert.deepEqual(doctored(({ record }) => record.told.push({ state: 'refused', client: 0, session: 'one', code: 'state' })), ['refused']);
	assert.deepEqual(doctored(({ record }) => record.told.push({ state: 'reloaded', client: 0, session: 'one' })), ['reloaded']);
});
