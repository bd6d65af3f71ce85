// Nobody holds what nobody has: whom a chat may be given to, how many at once, and how long it is kept
// for somebody who does not take it. Two workers, so that what one gives the other must know.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const admin = '/api/admin/support/chat';
let server, other, tenant, schema, ann, bob, cleo;

before(async () => {
	server = await Server.start({ workers: '1' }, { redis: true });
	other = await Server.twin(server);
	tenant = server.createTenant('Holding');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	[ann, bob, cleo] = await Promise.all([['Ann Reed', 'agent'], ['Bob Lane', 'agent'], ['Cleo Hart', 'supervisor']]
		.map(([name, role]) => Agent.signIn(server, account(name, role))));
	for (const agent of [ann, bob, cleo]) await arrive(agent);
});
after(async () => {
	await other?.kill('SIGTERM');
	await server?.stop();
});

const account = (name, role = 'agent') => server.addAgent(tenant, `${name.split(' ')[0].toLowerCase()}@holding.example`, { name, role, maxChats: 5 });
const sql = (text, values) => server.postgresql.query(text.replaceAll('$schema', schema), values);
const take = (agent, id, body = {}) => agent.request('POST', `${admin}/${id}/assign`, body);
const handOver = (agent, id, to) => agent.request('POST', `${admin}/${id}/transfer`, { agentId: to.id });
const setMost = (agent, most) => server.command(['agent', 'limit', '--tenant', tenant, '--email', agent.me.user.email, '--max-chats', String(most)]);
const codeOf = answer => (answer.status === 200 ? 'done' : answer.body.code);

/** Their console is open, and PostgreSQL knows it. */
async function arrive(agent) {
	await agent.connect();
	await agent.request('POST', '/api/admin/support/agents/status', { status: 'online' });
}

/** The same person's requests, by another worker. */
const elsewhere = agent => Object.assign(Object.create(agent), { server: other });

const started = [];
afterEach(async () => {
	for (const visitor of started.splice(0)) await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`, {});
	for (const agent of [ann, bob, cleo]) setMost(agent, 5);
	await bob.request('POST', '/api/admin/support/agents/status', { status: 'online' });
});
async function waiting() {
	const visitor = await Visitor.start(server, tenant);
	started.push(visitor);
	return visitor.session.id;
}
async function chatOf(agent) {
	const id = await waiting();
	assert.equal((await take(agent, id)).status, 200);
	return id;
}
const holder = async id => (await ann.request('GET', `${admin}/${id}`)).body.assignedAgent?.id;

test('a chat is handed to nobody who could not take it: it stays with who has it, who is told why', async () => {
	const gone = await Agent.signIn(server, account('Gil Gone'));
	const dismissed = await Agent.signIn(server, account('Dee Dismissed'));
	await arrive(dismissed);
	server.command(['agent', 'disable', '--tenant', tenant, '--email', 'dee@holding.example']);
	await bob.request('POST', '/api/admin/support/agents/status', { status: 'away' });
	setMost(cleo, 1);
	await chatOf(cleo);
	const id = await chatOf(ann);
	for (const [agent, code, words] of [[ann, 'state', /have this chat/], [gone, 'agent_offline', /Gil Gone is offline/],
		[dismissed, 'agent_offline', /Dee Dismissed/], [bob, 'agent_away', /Bob Lane is away/], [cleo, 'agent_full', /Cleo Hart has as many chats/]]) {
		const answer = await handOver(ann, id, agent);
		assert.deepEqual([answer.status, codeOf(answer)], [409, code]);
		assert.match(answer.body.detail, words);
		assert.equal(await holder(id), ann.id);
	}
	assert.equal((await ann.request('GET', `${admin}/${id}`)).body.status, 'active');
});

test('a supervisor gives a chat to nobody who could not take it', async () => {
	await bob.request('POST', '/api/admin/support/agents/status', { status: 'away' });
	setMost(ann, 1);
	await chatOf(ann);
	const id = await waiting();
	assert.equal(codeOf(await take(cleo, id, { agentId: bob.id })), 'agent_away');
	assert.equal(codeOf(await take(cleo, id, { agentId: ann.id })), 'agent_full');
	assert.equal((await ann.request('GET', `${admin}/${id}`)).body.status, 'waiting');
});

test('a supervisor without a console who hands a chat to themselves is told that they are offline', async () => {
	const sue = await Agent.signIn(server, account('Sue Dane', 'supervisor'));
	const answer = await handOver(sue, await chatOf(ann), sue);
	assert.deepEqual([answer.status, codeOf(answer)], [409, 'agent_offline']);
	assert.match(answer.body.detail, /^You are offline/);
});

test('what was handed to somebody who goes away is anybody\'s at once, and the queue says so', async () => {
	const id = await chatOf(ann);
	assert.equal((await handOver(ann, id, bob)).body.assignedAgent.id, bob.id);
	assert.equal(codeOf(await take(ann, id)), 'conflict');
	await elsewhere(bob).request('POST', '/api/admin/support/agents/status', { status: 'away' });
	const [queued] = (await ann.request('GET', `${admin}/queue`)).body.items;
	assert.deepEqual([queued.id, queued.assignedAgent], [id, undefined]);
	assert.equal(codeOf(await take(ann, id)), 'done');
});

test('what nobody took within a minute is anybody\'s, and consoles are told without asking', async () => {
	const id = await chatOf(ann);
	await handOver(ann, id, bob);
	ann.socket.forget();
	await sql("UPDATE $schema.chat_sessions SET transferred_at = now() - interval '61 seconds' WHERE id = $1", [id]);
	const told = await ann.socket.event('session', e => e.session.id === id && e.session.status === 'transferred' && !e.session.assignedAgent);
	assert.equal(told.session.queuePosition, 1);
	assert.equal(codeOf(await take(elsewhere(ann), id)), 'done');
});

test('an agent holds no more chats than they may, however many are taken at once at two workers', async () => {
	setMost(ann, 2);
	const ids = [];
	for (let i = 0; i < 8; i++) ids.push(await waiting());
	const answers = await Promise.all(ids.map((id, i) => take(i % 2 ? elsewhere(ann) : ann, id)));
	assert.deepEqual(answers.map(codeOf).sort(), ['agent_full', 'agent_full', 'agent_full', 'agent_full', 'agent_full', 'agent_full', 'done', 'done']);
	assert.match(answers.find(a => a.status === 409).body.detail, /You have as many chats/);
	const mine = (await ann.request('GET', `${admin}?status=active&mine=true`)).body.items;
	assert.equal(mine.length, 2);
	await ann.request('POST', `${admin}/${mine[0].id}/end`, {});
	const left = ids.filter((id, i) => answers[i].status === 409);
	assert.equal(codeOf(await take(ann, left[0])), 'done', 'a place that was given up can be taken');
});

test('what is kept for an agent has its place: of two hand-overs at once to the last one, one is refused', async () => {
	setMost(bob, 2);
	await chatOf(bob);
	const ids = [await chatOf(ann), await chatOf(ann)];
	const answers = await Promise.all([handOver(ann, ids[0], bob), handOver(elsewhere(ann), ids[1], bob)]);
	assert.deepEqual(answers.map(codeOf).sort(), ['agent_full', 'done']);
	const [kept] = ids.filter((id, i) => answers[i].status === 200);
	assert.equal(codeOf(await take(bob, await waiting())), 'agent_full', 'the place is the kept one\'s');
	assert.equal(codeOf(await take(bob, kept)), 'done');
});
