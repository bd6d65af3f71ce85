// A snapshot of PostgreSQL's disk that is put back: the same history by its name, and what was stored
// since is gone. Who holds more than there is loads anew, whatever a worker remembers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { copyCluster } from '../harness/cluster.mjs';
import { EventStream } from '../harness/events.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const chat = '/api/support/chat', admin = '/api/admin/support/chat';
let server, tenant;
before(async () => {
	server = await Server.start({ spool: '' }); // which would bring back what it still has
	tenant = server.createTenant('Put back');
});
after(() => server?.stop());

async function listen(person, sessionId, known = {}) {
	if (person.socket?.ws.readyState !== 1) await person.connect();
	person.socket.events = person.socket.events.filter(e => e.type !== 'resumed');
	person.socket.send('resume', { sessionId, ...known });
	return person.socket.event('resumed', e => e.sessionId === sessionId);
}

const ready = () => until(async () => (await server.ask('/readyz')).status === 200, 20_000, 'PostgreSQL to be known as there');

/** Does what is to be forgotten, and puts PostgreSQL's files back to where they were before it. */
async function forget(work) {
	const { postgresql } = server, snapshot = join(postgresql.folder, 'snapshot');
	postgresql.halt();
	copyCluster(postgresql.data, snapshot);
	postgresql.boot();
	await ready();
	await work();
	postgresql.halt();
	rmSync(postgresql.data, { recursive: true });
	execFileSync('mv', [snapshot, postgresql.data]);
	postgresql.boot();
}

test('who holds messages that a snapshot does not have loads anew, over sockets, streams and REST', async () => {
	server.expect('positions are of another history: everybody loads anew');
	const visitor = await Visitor.start(server, tenant);
	const agent = await Agent.signIn(server, server.addAgent(tenant, 'ann@put-back.example'));
	const { id } = visitor.session;
	assert.equal((await agent.request('POST', `${admin}/${id}/assign`, {})).status, 200);
	await listen(visitor, id);
	await sendMessage(visitor, id, 'one');
	let epoch;
	await forget(async () => {
		({ epoch } = await listen(visitor, id));
		for (const text of ['two', 'three']) await sendMessage(visitor, id, text);
	});
	const known = { afterSeq: 3, epoch };
	assert.equal(await visitor.socket.closed, 1001); // the worker remembers three
	await ready();
	const reset = await listen(visitor, id, known);
	assert.deepEqual([reset.epoch, reset.isReset, reset.headSeq, reset.messages.map(message => message.content)], [epoch, true, 1, ['one']]);

	await server.crash(); // and one that remembers nothing
	const again = await listen(visitor, id, known);
	assert.deepEqual([again.isReset, again.headSeq, again.messages.length], [true, 1, 1]);
	const stream = await EventStream.open(agent, [[id, 3]], { epoch });
	const streamed = await stream.event('resumed');
	assert.deepEqual([streamed.isReset, streamed.headSeq], [true, 1]);
	await stream.close();
	const asked = await visitor.request('GET', `${chat}/${id}/resume?afterSeq=3&epoch=${encodeURIComponent(epoch)}`);
	assert.deepEqual([asked.body.isReset, asked.body.headSeq], [true, 1]);
	const page = await visitor.request('GET', `${chat}/${id}/messages?after=3`);
	assert.deepEqual([page.body.isReset, page.body.headSeq, page.body.messages.length], [true, 1, 1]);
	const held = await visitor.request('GET', `${chat}/${id}/messages?after=1`);
	assert.deepEqual([held.body.isReset, held.body.messages], [undefined, []]);

	const stored = await sendMessage(visitor, id, 'another two');
	assert.equal(stored.seq, 2);
	const { isReset, messages } = await listen(visitor, id, { afterSeq: 1, epoch });
	assert.deepEqual([isReset, messages.map(message => message.content)], [false, ['another two']]);
});
