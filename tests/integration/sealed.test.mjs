// What is at rest is sealed: a canary is found nowhere, and an envelope opens in its own place only.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { tmpdir } from 'node:os';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

let server, tenant, schema, visitor, agent;
before(async () => {
	server = await Server.start({ log_level: 'debug' });
	tenant = server.createTenant('Sealed');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	agent = await Agent.signIn(server, server.addAgent(tenant, 'seal@shop.example', { role: 'admin' }));
	visitor = await chat();
});
after(() => server?.stop());

async function chat() {
	const someone = await Visitor.start(server, tenant);
	await someone.connect();
	someone.socket.send('resume', { sessionId: someone.session.id });
	await someone.socket.event('resumed');
	return someone;
}

async function contents(sessionId) {
	const answer = await agent.request('GET', `/api/admin/support/chat/${sessionId}/messages`);
	assert.equal(answer.status, 200);
	return answer.body.messages;
}

const sql = (text, values) => server.postgresql.query(text.replaceAll('$schema', schema), values);

test("a canary typed into a chat is found neither in PostgreSQL's files and WAL nor in logs and temporary files", async () => {
	const canary = `canary-${randomBytes(12).toString('hex')}-canary`;
	const name = `name-${randomBytes(8).toString('hex')}`;
	await visitor.request('PATCH', `/api/support/chat/${visitor.session.id}`, { visitorName: name });
	await sendMessage(visitor, visitor.session.id, `before ${canary} after`);
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}`, { id: '9e107d9d-372b-4b1c-8f0e-1a2b3c4d5e70', content: canary });
	// Provoke an error that names values: the same id with another content.
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}`, { id: '9e107d9d-372b-4b1c-8f0e-1a2b3c4d5e70', content: `${canary} other` });
	assert.ok((await contents(visitor.session.id)).some(m => m.content.includes(canary)));
	await sql('CHECKPOINT');
	const forms = [canary, Buffer.from(canary).toString('base64').slice(4, 24), Buffer.from(canary).toString('hex')];
	const others = ['--exclude-dir=frontdesk-pg-*', '--exclude-dir=*jobs*']; // of other tests' PostgreSQLs nothing is asked
	for (const [folder, ...options] of [[server.postgresql.folder], [server.folder], [tmpdir(), ...others]]) {
		const found = spawnSync('grep', ['-rlaF', ...options, ...forms.flatMap(form => ['-e', form]), '--', folder], { encoding: 'utf8' });
		assert.equal(found.stdout, '', `found in ${found.stdout}`);
	}
	assert.ok(!server.log.includes(canary));
	// The search itself works: a name, which is a plain column, is found.
	const probe = spawnSync('grep', ['-rlaF', '--', name, server.postgresql.data], { encoding: 'utf8' });
	assert.notEqual(probe.stdout, '');
});

test('flipping any byte of an envelope makes that message unreadable, says so, and takes nothing else down', async () => {
	server.expect('a sealed value could not be opened');
	const someone = await chat();
	const first = await sendMessage(someone, someone.session.id, 'the first');
	const second = await sendMessage(someone, someone.session.id, 'the second');
	const [{ content: envelope }] = await sql('SELECT content FROM $schema.chat_messages WHERE id = $1', [first.id]);
	for (let at = 0; at < envelope.length; at += at < 92 ? 1 : 17) {
		const flipped = Buffer.from(envelope);
		flipped[at] ^= 1;
		await sql('UPDATE $schema.chat_messages SET content = $2 WHERE id = $1', [first.id, flipped]);
		const seen = await contents(someone.session.id);
		const broken = seen.find(m => m.id === first.id);
		assert.equal(broken.content ?? null, null, `byte ${at}`);
		assert.equal(broken.unreadable, true, `byte ${at}`);
		assert.equal(seen.find(m => m.id === second.id).content, 'the second');
	}
	await sql('UPDATE $schema.chat_messages SET content = $2 WHERE id = $1', [first.id, envelope]);
	assert.equal((await contents(someone.session.id)).find(m => m.id === first.id).content, 'the first');
	assert.match(await (await fetch(`${server.url}/metrics`)).text(), /frontdesk_unreadable_total\{worker="0"\} [1-9]/);
});

test('an envelope in another row, session, sender or tenant is unreadable', async () => {
	const one = await chat();
	const two = await chat();
	const a = await sendMessage(one, one.session.id, 'one-a');
	const b = await sendMessage(one, one.session.id, 'one-b');
	const c = await sendMessage(two, two.session.id, 'two-c');
	const read = async id => (await sql('SELECT content, sender_id FROM $schema.chat_messages WHERE id = $1', [id]))[0];
	const put = (id, content) => sql('UPDATE $schema.chat_messages SET content = $2 WHERE id = $1', [id, content]);
	const original = await read(b.id);

	await put(b.id, (await read(a.id)).content);
	assert.equal((await contents(one.session.id)).find(m => m.id === b.id).unreadable, true, 'another row');
	await put(b.id, (await read(c.id)).content);
	assert.equal((await contents(one.session.id)).find(m => m.id === b.id).unreadable, true, 'another session');
	await put(b.id, original.content);
	await sql("UPDATE $schema.chat_messages SET sender_id = 'somebody-else' WHERE id = $1", [b.id]);
	assert.equal((await contents(one.session.id)).find(m => m.id === b.id).unreadable, true, 'another sender');
	await sql('UPDATE $schema.chat_messages SET sender_id = $2 WHERE id = $1', [b.id, original.sender_id]);
	assert.equal((await contents(one.session.id)).find(m => m.id === b.id).content, 'one-b');

	const other = server.createTenant('Other', ['http://shop.example']);
	const theirs = await Visitor.start(server, other);
	await theirs.connect();
	theirs.socket.send('resume', { sessionId: theirs.session.id });
	await theirs.socket.event('resumed');
	const stored = await sendMessage(theirs, theirs.session.id, 'theirs');
	const [foreign] = await server.postgresql.query(`SELECT content FROM tenant_${other.replaceAll('-', '')}.chat_messages WHERE id = $1`, [stored.id]);
	await put(b.id, foreign.content);
	assert.equal((await contents(one.session.id)).find(m => m.id === b.id).unreadable, true, 'another tenant');
});

test("a session whose key was moved to another session's row opens nothing", async () => {
	const one = await chat();
	const two = await chat();
	await sendMessage(one, one.session.id, 'under the first key');
	const [{ wrapped }] = await sql('SELECT wrapped FROM $schema.session_keys WHERE session_id = $1', [two.session.id]);
	await sql('UPDATE $schema.session_keys SET wrapped = $2 WHERE session_id = $1', [one.session.id, wrapped]);
	assert.equal((await contents(one.session.id))[0].unreadable, true);
});
