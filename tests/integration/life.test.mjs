// 20 visitors and 5 agents: every message arrives once, in one order, with contiguous seq; and the
// same while the worker is killed again and again under them.
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { Chatter } from '../harness/chatter.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const VISITORS = 20, AGENTS = 5, MESSAGES = 30, KILLS = process.env.FRONTDESK_TESTS_FULL ? 30 : 12;
let server;
before(async () => (server = await Server.start()));
after(() => server?.stop());

/** 20 conversations, each with a visitor and the agent who took it, all connected. */
async function populate(name) {
	const tenant = server.createTenant(name);
	const agents = [];
	for (let i = 0; i < AGENTS; i++)
		agents.push(await Agent.signIn(server, server.addAgent(tenant, `agent${i}@${tenant.slice(0, 8)}.example`, { name: `Agent ${i}` })));
	const pairs = [];
	for (let i = 0; i < VISITORS; i++) {
		const visitor = await Visitor.start(server, tenant, { visitorName: `Visitor ${i}` });
		const agent = agents[i % AGENTS];
		const taken = await agent.request('POST', `/api/admin/support/chat/${visitor.session.id}/assign`, {});
		assert.equal(taken.status, 200, taken.text);
		pairs.push([new Chatter(visitor, visitor.session.id), new Chatter(agent, visitor.session.id)]);
	}
	await Promise.all(pairs.flat().map(chatter => chatter.connect()));
	return { tenant, pairs };
}

async function talk(pairs, pauseMs) {
	await Promise.all(pairs.flat().map(async chatter => {
		for (let i = 0; i < MESSAGES; i++) {
			chatter.say(`${chatter.name} says ${i} ${randomUUID()}`);
			await delay(randomInt(1, pauseMs));
		}
	}));
}

async function settleAndCheck({ tenant, pairs }) {
	await until(() => pairs.flat().every(c => c.isSettled(2 * MESSAGES)), 60_000, 'everybody to hold everything')
		.catch(error => { throw new Error(`${error.message}: ${pairs.flat().filter(c => !c.isSettled(2 * MESSAGES)).map(c => c.describe()).join('; ')}`); });
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	for (const [visitor, agent] of pairs) {
		const rows = await server.postgresql.query(`SELECT id, seq::int AS seq FROM ${schema}.chat_messages WHERE session_id = $1 ORDER BY seq`, [visitor.sessionId]);
		assert.deepEqual(rows.map(r => r.seq), rows.map((_, i) => i + 1), 'seq is contiguous from 1');
		assert.equal(rows.length, 2 * MESSAGES, 'each message once');
		assert.deepEqual(new Set(rows.map(r => r.id)), new Set([...visitor.sent, ...agent.sent]));
		assert.deepEqual(visitor.order(), agent.order(), 'both see one order');
		for (const chatter of [visitor, agent]) {
			assert.equal(chatter.shownTwice, 0);
			for (const [id, seq] of chatter.promised) assert.equal(rows.find(r => r.id === id)?.seq, seq, 'what was stored is there, at its seq');
		}
	}
	await Promise.all(pairs.flat().map(c => c.close()));
}

test('20 visitors and 5 agents: each message arrives once and in one order', async () => {
	const calm = await Calm.begin(server);
	const population = await populate('Calm');
	await talk(population.pairs, 20);
	await settleAndCheck(population);
	await calm.end({ opened: 2 * VISITORS });
});

test(`the same while the worker is killed with -9 ${KILLS} times`, async () => {
	const population = await populate('Stormy');
	let isTalking = true;
	const talking = talk(population.pairs, 80 * KILLS).finally(() => (isTalking = false));
	for (let kills = 0; kills < KILLS; kills++) {
		await delay(randomInt(100, 900));
		await server.crash();
	}
	await talking;
	assert.equal(isTalking, false);
	await settleAndCheck(population);
});
