// A tenant moves from one installation to another while its people talk: what they were told is stored
// comes along, what was under way reaches the new place, and others notice nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Agent } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';
import { Load } from './load.mjs';

const AGENTS = 2, CONVERSATIONS = 8, RATE = 60;

/** The part of an installation that Load knows: one server, which can become another. */
class Place {
	constructor(server, tenants) {
		Object.assign(this, { tenants, doorway: [] });
		this.at(server);
	}

	at(server) {
		this.server = server;
		this.doorway.splice(0, Infinity, server);
	}

	get publicUrl() {
		return this.server.url;
	}

	get postgresql() {
		return this.server.postgresql;
	}

	doors() {
		return this.doorway;
	}

	anyServer() {
		return this.server;
	}

	async leftovers() {
		const rows = (await this.server.figures('frontdesk_spool_rows')).reduce((sum, each) => sum + each, 0);
		return rows ? [['rows', 'the spool']] : [];
	}
}

async function makeTenant(server, name) {
	const id = server.createTenant(name);
	const people = Array.from({ length: AGENTS }, (_, i) => server.addAgent(id, `agent${i}@${id}.example`, { name: `Agent ${i}` }));
	const agents = [];
	for (const person of people) agents.push(await Agent.signIn(server, person));
	return { id, people, agents, sessions: new Set() };
}

async function command(server, ...args) {
	const child = spawn(server.binary, [...args, '--config', server.config], { stdio: ['ignore', 'pipe', 'pipe'] });
	const [said, complained] = [child.stdout, child.stderr].map(stream => stream.setEncoding('utf8').toArray());
	const [status] = await once(child, 'close');
	assert.equal(status, 0, (await complained).join(''));
	return (await said).join('');
}

let first, second;
before(async () => {
	first = await Server.start({}, { redis: true });
	second = await Server.start();
});
after(async () => {
	await first?.stop();
	await second?.stop();
});

/** Everybody's new address, and for agents a new sign-in. */
async function goTo(server, place, load) {
	const [tenant] = place.tenants;
	place.at(server);
	tenant.agents = [];
	for (const [i, person] of tenant.people.entries()) {
		const agent = await Agent.signIn(server, person);
		tenant.agents.push(agent);
		Object.assign(load.agents[0][i].who, { origin: server.url, headers: { Cookie: agent.cookie } });
	}
}

test('a tenant moves under load: nothing is lost, nothing is twice, and nobody else notices', async () => {
	const file = join(first.folder, 'tenant'), passphrase = join(first.folder, 'passphrase');
	writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
	const guarded = ['--passphrase-file', passphrase];
	const [moving, staying] = [new Place(first, [await makeTenant(first, 'Moving')]), new Place(first, [await makeTenant(first, 'Staying')])];
	const options = { conversations: CONVERSATIONS, rate: RATE, streaming: 0 };
	const load = await Load.open(moving, 'the tenant that moves', options);
	const others = await Load.open(staying, 'the tenant that stays', options);
	const [{ id }] = moving.tenants;
	load.talk();
	others.talk();
	await until(() => load.record.count('stored') > 200, 30_000, 'some messages to be stored');

	await command(first, 'tenant', 'export', id, '--to', file, ...guarded, '--move');
	const { status } = await fetch(`${first.url}/api/support/chat/widget-config?tenantId=${id}`, { headers: { Origin: 'http://shop.example' } });
	assert.equal(status, 503, 'who comes is to come back');
	await command(second, 'tenant', 'import', file, ...guarded);
	await command(second, 'tenant', 'resume', id);
	await goTo(second, moving, load);
	const moved = Date.now();
	await until(() => load.record.count('stored', moved) > 100, 60_000, 'messages to be stored at the new place');

	// Positions that were counted at the first place mean nothing at the second: each client loads anew.
	await load.settle(undefined, { mayReload: true });
	await others.settle();
	assert.equal(others.record.count('reloaded'), 0);
	const [{ name }] = await first.postgresql.query('SELECT name FROM public.tenants WHERE id = $1', [id]);
	await command(first, 'tenant', 'delete', id, '--yes', name);
	load.close();
	others.close();
});
