// One tenant's lists take very long: its own conversations, and everything of another tenant, go on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { ownName } from '../harness/names.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
const LOCK = 4711; // while the test has it, its tenant's lists do not end
let server, ours, theirs, ann, bob, holder;

before(async () => {
	server = await Server.start({ workers: '1' });
	[ours, theirs] = ['Slow', 'Quick'].map(name => server.createTenant(name));
	ann = await Agent.signIn(server, server.addAgent(ours, 'ann@slow.example', { name: 'Ann Reed' }));
	bob = await Agent.signIn(server, server.addAgent(theirs, 'bob@quick.example', { name: 'Bob Lane' }));
	await ann.connect();
	await bob.connect();
	const role = `tenant_${ours.replaceAll('-', '')}`, page = ownName('list_page', ours);
	await server.postgresql.query(`ALTER FUNCTION ${role}.${page} RENAME TO list_page_soon`);
	await server.postgresql.query(`CREATE FUNCTION ${role}.${page}(items jsonb[], cursors text[], most bigint) RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN
		WHILE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK}) LOOP PERFORM pg_sleep(0.05); END LOOP;
		RETURN list_page_soon(items, cursors, most); END $$`);
	holder = await server.postgresql.client();
	await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
});
after(async () => {
	await holder?.end();
	await server?.stop();
});

const list = (agent, query = '') => agent.request('GET', `${admin}${query}`);

async function converse(agent, tenant) {
	const visitor = await Visitor.start(server, tenant);
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	assert.equal((await agent.request('POST', `${admin}/${visitor.session.id}/assign`, {})).status, 200);
	for (let i = 0; i < 5; i++) await sendMessage(visitor, visitor.session.id, `Line ${i}`);
	await agent.socket.event('session', e => e.session.id === visitor.session.id && e.session.unreadCount === 5);
}

test("a tenant's lists that take very long hold up nothing but its own lists", async () => {
	const statuses = [];
	const lists = ['', '?status=ended', '/queue'].map(async query => {
		const answer = await list(ann, query);
		statuses.push(answer.status);
		return answer;
	});
	await Promise.all([converse(ann, ours), converse(bob, theirs)]);
	for (const query of ['', '?status=ended', '/queue']) assert.equal((await list(bob, query)).status, 200);
	assert.ok(!statuses.includes(200));
	await until(() => statuses.length === 2, 30_000, 'those behind the first one to be told to come again');
	await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);
	const answers = (await Promise.all(lists)).sort((a, b) => a.status - b.status); // whichever came first
	assert.deepEqual(answers.map(answer => answer.status), [200, 503, 503]);
	for (const answer of answers.slice(1)) {
		assert.equal(answer.body.code, 'busy');
		assert.match(answer.headers.get('retry-after'), /^\d+$/);
	}
});
