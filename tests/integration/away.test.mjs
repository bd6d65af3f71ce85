// Who is away: what a vanished agent had goes back to the queue, and chats that nobody is in any more end.
// Two workers, so that what one of them notices the other's people hear, once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
let here, there, tenant, schema, ann;

before(async () => {
	here = await Server.start({}, { redis: true });
	there = await Server.twin(here);
	tenant = here.createTenant('Replicas');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	ann = await Agent.signIn(there, there.addAgent(tenant, 'ann@replicas.example', { name: 'Ann Reed' }));
	await ann.connect();
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
});

const sql = (text, values) => here.postgresql.query(text.replaceAll('$schema', schema), values);

async function listen(person, sessionId) {
	if (person.socket?.ws.readyState !== 1) await person.connect();
	person.socket.send('resume', { sessionId });
	return person.socket.event('resumed', e => e.sessionId === sessionId);
}

// Both wait for what happens a minute or two after somebody was seen last, and wait together.
test('who is away', { concurrency: true, timeout: 300_000 }, async t => {
	const vanished = t.test('what a vanished agent had goes back to the queue once, before those who wait', async () => {
		const bob = await Agent.signIn(there, there.addAgent(tenant, 'bob@replicas.example', { name: 'Bob Lane' }));
		const visitor = await Visitor.start(here, tenant);
		const { id } = visitor.session;
		await listen(visitor, id);
		const waiting = await Visitor.start(here, tenant);
		await sql("UPDATE $schema.chat_sessions SET started_at = now() - interval '1 day' WHERE id = $1", [waiting.session.id]);
		assert.equal((await bob.request('POST', `${admin}/${id}/assign`, {})).status, 200);
		await sql("UPDATE $schema.chat_sessions SET assigned_at = now() - interval '1 hour' WHERE id = $1", [id]);
		const { session } = await visitor.socket.event('session', e => e.session.id === id && e.session.status === 'transferred', 120_000);
		assert.equal(session.assignedAgent, undefined);
		await ann.socket.event('session', e => e.session.id === id && e.session.status === 'transferred');
		const { items } = (await ann.request('GET', `${admin}/queue`)).body;
		assert.ok(items.findIndex(item => item.id === id) < items.findIndex(item => item.id === waiting.session.id));
		const notes = await sql("SELECT FROM $schema.audit_log WHERE action = 'session.requeue' AND target_id = $1", [id]);
		assert.equal(notes.length, 1);
	});
	const abandoned = t.test('chats that nobody is in any more end by themselves, once, and everybody hears why', async () => {
		const left = here.createTenant('Left'), origin = `tenant_${left.replaceAll('-', '')}`;
		const own = (text, values) => here.postgresql.query(text.replaceAll('$schema', origin), values);
		const dee = await Agent.signIn(there, there.addAgent(left, 'dee@replicas.example'));
		await dee.connect();
		assert.match(here.command(['tenant', 'set', left, '--away-minutes', '1', '--silent-minutes', '10']), /^away: +1 min.*\nsilent: +10 min/m);
		const [gone, stays, talks] = [await Visitor.start(here, left), await Visitor.start(here, left), await Visitor.start(here, left)];
		for (const visitor of [stays, talks]) await listen(visitor, visitor.session.id);
		assert.equal((await dee.request('POST', `${admin}/${talks.session.id}/assign`, {})).status, 200);
		await until(async () => (await own('SELECT FROM $schema.support_agents WHERE noted_at IS NOT NULL')).length > 0, 20_000, 'the agent to be noted'); // else they have vanished, and the chat goes back to the queue
		await own("UPDATE $schema.chat_sessions SET started_at = now() - interval '1 hour', assigned_at = assigned_at - interval '1 hour'");
		await own("UPDATE $schema.chat_sessions SET visitor_seen_at = visitor_seen_at - interval '1 hour' WHERE id = $1", [gone.session.id]);
		const ended = id => e => e.session.id === id && e.session.status === 'ended';
		const { session } = await dee.socket.event('session', ended(gone.session.id), 250_000);
		assert.equal(session.endReason, 'visitor_away');
		for (const person of [dee, talks])
			assert.equal((await person.socket.event('session', ended(talks.session.id), 60_000)).session.endReason, 'silent');
		const notes = await own("SELECT actor_type, actor_id, target_id FROM $schema.audit_log WHERE action = 'session.end' ORDER BY actor_id");
		assert.deepEqual(notes, [{ actor_type: 'system', actor_id: 'silent', target_id: talks.session.id }, { actor_type: 'system', actor_id: 'visitor_away', target_id: gone.session.id }]);
		assert.equal((await listen(gone, gone.session.id)).session.endReason, 'visitor_away');
		const again = await gone.request('POST', '/api/support/chat', { tenantId: left });
		assert.deepEqual([again.status, again.body.session.status], [201, 'waiting']);
		const waiting = (await dee.request('GET', `${admin}/queue`)).body.items.map(item => item.id);
		assert.deepEqual(waiting, [stays.session.id, again.body.session.id], 'who is there waits on');
	});
	await Promise.all([vanished, abandoned]);
});
