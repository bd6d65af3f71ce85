// One installation to break: two replicas on one PostgreSQL and one Redis, with proxies that can go
// bad on every way, from clients to each replica and from each replica to both servers, and a spool on
// a disk that can be filled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TROUBLE } from '../harness/calm.mjs';
import { Agent } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { hasEnded, until } from '../harness/wait.mjs';
import { SmallDisk } from './disk.mjs';
import { ForgetfulProxy, Proxy, StrippingProxy } from './proxy.mjs';
import { seed } from './seed.mjs';

const TENANTS = 5, AGENTS = 2, DISK_MEGABYTES = 48;
const POSTGRESQL_SOCKET = '.s.PGSQL.5432';

/** The ways from one replica to PostgreSQL and Redis, and the settings that make it take them. */
async function openWays({ postgresql, redis }) {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-way-'));
	const ways = {
		folder,
		postgresql: await Proxy.open({ path: join(postgresql.folder, POSTGRESQL_SOCKET) }, { path: join(folder, POSTGRESQL_SOCKET) }),
		redis: await ForgetfulProxy.open({ path: redis.path }, { path: join(folder, 'redis') }),
	};
	ways.settings = { database: `host=${folder} user=frontdesk_gateway dbname=frontdesk`, redis: `unix:${join(folder, 'redis')}` };
	return ways;
}

async function closeWays(ways) {
	await Promise.all([ways.postgresql.close(), ways.redis.close()]);
	rmSync(ways.folder, { recursive: true, force: true });
}

export class Installation {
	/** `replicas`, one or two, each of so many `workers`; of two, one speaks plain HTTP, one TLS. `binary`:
	 *  another program than this version's. */
	static async open({ replicas = 2, workers = 1, tenants = TENANTS, agents = AGENTS, binary } = {}) {
		console.log(`FRONTDESK_SEED=${seed}`);
		const installation = new this();
		const ways = [];
		const disk = (installation.disk = await SmallDisk.open(DISK_MEGABYTES, () => installation.running().flatMap(server => server.workers())));
		const settings = async server => {
			server.prefix = disk.prefix;
			ways.push(await openWays(server), await openWays(server));
			return { ...ways[0].settings, workers, spool: disk.path };
		};
		const first = await Server.start(settings, { redis: true, binary });
		first.expect(...Object.values(TROUBLE).flat());
		const others = [];
		while (others.length < replicas - 1) others.push(await Server.twin(first, { public_url: first.url, ...ways[1].settings }, { tls: first.scheme === 'http' }));
		Object.assign(installation, { ways, servers: [first, ...others], postgresql: first.postgresql, redis: first.redis, publicUrl: first.url });
		for (const [i, server] of installation.servers.entries()) {
			server.ways = ways[i];
			server.proxy = await Proxy.open(server.address);
			server.stripping = await StrippingProxy.open(server.address);
		}
		installation.tenants = [];
		for (let i = 0; i < tenants; i++) installation.tenants.push(await installation.tenant(`Shop ${i}`, agents));
		return installation;
	}

	async tenant(name, agentCount) {
		const [server] = this.servers;
		const id = server.createTenant(name);
		const agents = [];
		for (let i = 0; i < agentCount; i++)
			agents.push(await Agent.signIn(server, server.addAgent(id, `agent${i}@${id}.example`, { name: `Agent ${i}` })));
		return { id, agents, sessions: new Set() };
	}

	/** Where a client may knock: straight, through a proxy that can go bad, or past one without Upgrade. */
	doors(isStripped) {
		return this.servers.flatMap(server => (isStripped ? [server.stripping] : [server, server.proxy]));
	}

	/** The proxies between clients and replicas. */
	get proxies() {
		return this.servers.flatMap(server => [server.proxy, server.stripping]);
	}

	running() {
		return this.servers.filter(server => !hasEnded(server.process));
	}

	anyServer() {
		return this.running()[0];
	}

	/** Everything runs again as at first, whatever a test that failed has left. */
	async heal() {
		for (const proxy of [...this.proxies, ...this.servers.flatMap(({ ways }) => [ways.postgresql, ways.redis])]) {
			Object.assign(proxy, { delayMs: 0, share: 0 });
			proxy.cut();
		}
		this.disk.free();
		this.redis.thaw();
		if (hasEnded(this.redis.process)) await this.redis.boot();
		if (!this.postgresql.isRunning) await this.postgresql.revive();
		for (const server of this.servers) {
			process.kill(server.worker, 'SIGCONT');
			server.environment = {};
			await server.crash();
		}
	}

	/** The sum of a metric over those replicas that answer. */
	async metric(name, servers = this.servers) {
		let sum = 0;
		for (const server of servers) {
			const page = await fetch(`${server.url}/metrics`).then(answer => answer.text(), () => '');
			for (const [, value] of page.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))) sum += Number(value);
		}
		return sum;
	}

	/** What is left in the spool: damaged files, folders of nobody, rows that are not stored. */
	async leftovers() {
		const rows = await until(async () => (await this.metric('frontdesk_spool_rows')) === 0, 20_000, 'the spool to be empty').then(() => [], () => ['rows']);
		const quarantined = this.disk.files().filter(name => name.startsWith('quarantine'));
		return [...rows, ...quarantined].map(what => [what, 'the spool']);
	}

	async stop() {
		const [first, ...others] = this.servers;
		for (const proxy of this.proxies) await proxy.close();
		try {
			for (const server of others) await server.kill('SIGTERM');
		} finally {
			await first.stop();
			for (const ways of this.ways) await closeWays(ways);
			await this.disk.close();
		}
	}
}
