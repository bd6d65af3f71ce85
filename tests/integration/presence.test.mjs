// Who is at the desk: whoever signs out or falls silent is offline for everybody, at every worker.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

let server, other, tenant, ann;

before(async () => {
	server = await Server.start({ workers: '1' }, { redis: true });
	other = await Server.twin(server);
	tenant = server.createTenant('Presence');
	ann = await Agent.signIn(other, server.addAgent(tenant, 'ann@presence.example', { name: 'Ann Reed' }));
	await ann.connect();
});
after(async () => {
	await other?.kill('SIGTERM');
	await server?.stop();
});

const signOut = agent => agent.request('POST', '/api/admin/sign-out', {});
const statusOf = async agent => (await ann.request('GET', '/api/admin/support/agents?limit=200')).body.items.find(a => a.id === agent.id).status;
const becomes = (agent, status, ms) => until(async () => await statusOf(agent) === status, ms, `${agent.me.agent.name} to be ${status}`);
let people = 0;

/** An agent whose console is open at the first worker. */
async function arrived() {
	const account = server.addAgent(tenant, `agent${++people}@presence.example`, { name: `Agent ${people}` });
	const agent = await Agent.signIn(server, account);
	await agent.connect();
	await becomes(agent, 'online', 10_000);
	return { agent, account };
}

test('who signs out is offline everywhere at once, and colleagues are told', async () => {
	const { agent } = await arrived();
	ann.socket.forget();
	const began = Date.now();
	assert.equal((await signOut(agent)).status, 204);
	await ann.socket.event('agent', e => e.agent.id === agent.id && e.agent.status === 'offline');
	assert.equal(await statusOf(agent), 'offline');
	console.log(`offline after ${Date.now() - began} ms`);
	assert.ok(Date.now() - began < 25_000, 'before half a minute is over');
});

test('the visitor hears that the agent of the chat is gone, and that they are back', async () => {
	const { agent, account } = await arrived();
	const visitor = await Visitor.start(server, tenant);
	const sessionId = visitor.session.id;
	await agent.request('POST', `/api/admin/support/chat/${sessionId}/assign`, {});
	await visitor.connect();
	visitor.socket.send('resume', { sessionId });
	const { session } = await visitor.socket.event('resumed');
	assert.deepEqual([session.assignedAgent.id, session.isAgentGone], [agent.id, undefined]);
	visitor.socket.forget();
	await signOut(agent);
	const told = await visitor.socket.event('session', e => e.session.isAgentGone);
	assert.equal(told.session.assignedAgent.id, agent.id, 'it is kept for them');
	const back = await Agent.signIn(server, account);
	await back.connect();
	await visitor.socket.event('session', e => !e.session.isAgentGone);
	await visitor.request('POST', `/api/support/chat/${sessionId}/end`, {});
	await Promise.all([back, visitor].map(person => person.socket.close()));
});

test('who signs out after the console was closed is offline at once, too', async () => {
	const { agent } = await arrived();
	await agent.socket.close();
	await signOut(agent);
	await becomes(agent, 'offline', 10_000);
});

test('who signs out in one browser, and has another open elsewhere, stays at the desk', async () => {
	const { agent, account } = await arrived();
	const elsewhere = await Agent.signIn(other, account);
	await elsewhere.connect();
	ann.socket.forget();
	await signOut(agent);
	await ann.socket.event('agent', e => e.agent.id === agent.id && e.agent.status === 'offline');
	await ann.socket.event('agent', e => e.agent.id === agent.id && e.agent.status === 'online'); // the other worker knows better
	assert.equal(await statusOf(agent), 'online');
	await elsewhere.socket.close();
});

test('an agent whose console is frozen is offline, though their line stays open', async () => {
	const { agent } = await arrived();
	agent.socket.ws.pause(); // it reads nothing and says nothing, and its line stays open
	const began = Date.now();
	await becomes(agent, 'offline', 60_000);
	console.log(`offline after ${Date.now() - began} ms`);
	agent.socket.ws.terminate();
});
