// The widget's configuration: what one replica changes is told, and read, through another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const CONFIG = '/api/admin/support/chat/config', origin = 'http://shop.example';
let one, two, tenant, ada, calm;

before(async () => {
	one = await Server.start({ workers: 1 }, { redis: true });
	two = await Server.twin(one);
	tenant = one.createTenant('The shop', [origin]);
	const joined = async server => /^frontdesk_bus_connected\S* [1-9]/m.test((await server.ask('/metrics')).text);
	for (const server of [one, two]) await until(() => joined(server), 30_000, 'the replicas to hear each other');
	ada = await Agent.signIn(one, one.addAgent(tenant, 'ada@shop.example', { name: 'Ada', role: 'admin' }));
	calm = await Calm.begin(one, two);
});
after(async () => {
	await two?.kill('SIGTERM');
	await one?.stop();
});

const read = async (who = ada) => (await who.request('GET', CONFIG)).body;
/** Changes members of what is there now. */
const change = async (changes, who = ada) => who.request('PATCH', CONFIG, { updatedAt: (await read()).updatedAt, ...changes });

/** A visitor in conversation at the second replica, who hears what is told there. */
async function converse() {
	const visitor = await Visitor.start(two, tenant, { origin });
	await visitor.connect();
	visitor.socket.send('resume', { sessionId: visitor.session.id });
	await visitor.socket.event('resumed');
	return visitor;
}

test('a change is told to visitors in conversation and to agents, wherever they are connected', async () => {
	const visitor = await converse();
	await ada.connect();
	assert.equal((await change({ headerText: 'Fern & Pine' })).status, 200);
	for (const { socket } of [visitor, ada]) await socket.event('config');
	assert.deepEqual([visitor, ada].map(({ socket }) => socket.events.filter(({ type }) => type === 'config').length), [1, 1], 'once each');
	for (const { socket } of [visitor, ada]) await socket.close();
	await calm.end();
});
