// The lists of an agents' console while Redis is away: what happens at another replica makes no event
// here, and is found and told all the same, list by list.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Visitor } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
const BOUND_MS = 8_000; // two seconds, and a slow machine's
let here, there, tenant, ann, bob, shown, told;

before(async () => {
	here = await Server.start({}, { redis: true });
	there = await Server.twin(here);
	tenant = here.createTenant('Lists');
	ann = await Agent.signIn(here, here.addAgent(tenant, 'ann@lists.example', { name: 'Ann Reed', role: 'supervisor' }));
	bob = await Agent.signIn(there, there.addAgent(tenant, 'bob@lists.example', { name: 'Bob Lane' }));
	await ann.connect();
	await bob.connect();
	await ann.socket.event('queue', e => e.agentsOnline === 2);
	await follow();
});
after(async () => {
	await there?.kill('SIGTERM');
	await here?.stop();
});

const paths = {
	queue: [`${admin}/queue`, s => s.id],
	active: [admin, s => s.id],
	mine: [`${admin}?mine=true`, s => s.id],
	ended: [`${admin}?status=ended`, s => s.id],
	agents: ['/api/admin/support/agents', a => `${a.name} ${a.status}`],
};
const read = async list => (shown[list] = (await ann.request('GET', paths[list][0])).body.items.map(paths[list][1]));

/** Ann's lists, which she reads once, and again when she is told to. */
async function follow() {
	[shown, told] = [{}, 0];
	for (const list of Object.keys(paths)) await read(list);
	ann.socket.ws.on('message', data => {
		const event = JSON.parse(data);
		if (event.type !== 'lists') return;
		told++;
		for (const list of Object.keys(paths)) if (event[list === 'mine' ? 'active' : list]) void read(list);
	});
}

const shows = (list, ...wanted) => until(() => wanted.every(item => shown[list].includes(item)), BOUND_MS, () => `${wanted} among ${list}: ${shown[list]}`);
const showsNot = (list, item) => until(() => !shown[list].includes(item), BOUND_MS, () => `${list} without ${item}`);

async function allLists() {
	const visitors = await Promise.all([1, 2, 3, 4].map(() => Visitor.start(there, tenant)));
	const [first, second, ...rest] = visitors.map(v => v.session.id);
	await shows('queue', first, second, ...rest);
	assert.equal((await bob.request('POST', `${admin}/${first}/assign`, {})).status, 200);
	await shows('active', first);
	await showsNot('queue', first);
	const mine = Object.assign(new Agent(), ann, { server: there, socket: undefined });
	const taken = await mine.request('POST', `${admin}/${second}/assign`, {});
	assert.equal(taken.status, 200, taken.text);
	await shows('mine', second);
	assert.equal((await bob.request('POST', `${admin}/${first}/end`, {})).status, 200);
	await shows('ended', first);
	await showsNot('active', first);
	for (const status of ['away', 'online']) {
		assert.equal((await bob.request('POST', '/api/admin/support/agents/status', { status })).status, 200);
		await shows('agents', `Bob Lane ${status}`);
	}
	await Promise.all(visitors.slice(1).map(v => v.request('POST', `/api/support/chat/${v.session.id}/end`)));
	await shows('ended', second, ...rest);
}

test('while events arrive nobody is told to read lists again', async () => {
	const visitor = await Visitor.start(there, tenant);
	await ann.socket.event('session', e => e.session.id === visitor.session.id);
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`);
	await ann.socket.event('session', e => e.session.id === visitor.session.id && e.session.status === 'ended');
	assert.equal(told, 0);
});

test('while Redis is away each list shows within two seconds what happens at another replica', async () => {
	await here.redis.kill();
	await allLists();
});

test('when Redis is back the lists are read once more, and events go on', async () => {
	const visitor = await Visitor.start(there, tenant);
	const before = told;
	await here.redis.boot();
	await until(() => told > before, 10_000, 'the lists to be told');
	await shows('queue', visitor.session.id);
	await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`);
	await shows('ended', visitor.session.id);
});
