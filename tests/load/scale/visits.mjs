// Every tenant in its turn: a visitor who starts a chat and writes, an agent who reads the lists. One person works
// for all of them, and their sign-ins are moved from tenant to tenant: to compare 2,000 passwords would be the
// larger part of it.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, sendMessage, Visitor } from '../../harness/client.mjs';
import { roleOf } from '../../sql/database.mjs';

const AT_ONCE = 8, LOOK_MS = 200;
const admin = '/api/admin/support/chat';
const lists = ['/api/admin/me', '/api/admin/support/agents', `${admin}/queue`, admin, `${admin}?mine=true`, `${admin}?status=ended`];

/** Lets somebody who works for one tenant work for all. */
export async function hireEverywhere(postgresql, email, tenants) {
	const client = await postgresql.client();
	try {
		const { rows: [{ id }] } = await client.query('SELECT id FROM public.users WHERE email = $1', [email]);
		for (const tenant of tenants)
			await client.query(`WITH made AS (INSERT INTO ${roleOf(tenant)}.support_agents (user_id, name, email, role) VALUES ('${id}', 'Everybody', '${email}', 'supervisor')
				ON CONFLICT (user_id) DO NOTHING RETURNING id)
				INSERT INTO control.memberships (user_id, tenant_id, agent_id, role) SELECT '${id}', '${tenant}', id, 'supervisor' FROM made`);
	} finally {
		await client.end();
	}
}

/** The private memory of a process, in MB; 0 when it has gone. */
function privateMb(pid) {
	try {
		return [...readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1').matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1024;
	} catch {
		return 0;
	}
}

/** Looks at a server's processes in PostgreSQL until it is told to stop; answers then how many there were, and the most
 *  that each kind of connection has had. */
function watchMemory(client) {
	const most = new Map(), pids = new Set();
	let isOver = false;
	const watching = (async () => {
		while (!isOver) {
			const { rows } = await client.query("SELECT pid, application_name AS link FROM pg_stat_activity WHERE usename = 'frontdesk_gateway'");
			for (const { pid, link } of rows) {
				pids.add(pid);
				most.set(link, Math.max(most.get(link) ?? 0, privateMb(pid)));
			}
			await new Promise(resolve => setTimeout(resolve, LOOK_MS));
		}
	})();
	return async () => {
		isOver = true;
		await watching;
		return { processes: pids.size, most: Object.fromEntries(most) };
	};
}

async function visit(server, tenant, agent, move) {
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Ada' });
	await visitor.connect();
	await sendMessage(visitor, visitor.session.id, 'Is anybody there?');
	await move(tenant);
	for (const path of [...lists, `${admin}/${visitor.session.id}`, `${admin}/${visitor.session.id}/messages`]) {
		const { status, text } = await agent.request('GET', path);
		if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
	}
	await visitor.socket.close();
}

/** Visits all tenants, some at once; answers what watchMemory does, and the milliseconds of each visit. */
export async function visitAll(server, who, tenants) {
	const client = await server.postgresql.client();
	const stop = watchMemory(client);
	const visits = [];
	let next = 0;
	const lane = async () => {
		const agent = await Agent.signIn(server, who, tenants[0]);
		const { rows: [{ id }] } = await client.query('SELECT id FROM control.sign_ins WHERE id <> ALL ($1) ORDER BY created_at DESC LIMIT 1', [taken]);
		taken.push(id);
		const move = tenant => client.query('UPDATE control.sign_ins SET tenant_id = $2 WHERE id = $1', [id, tenant]);
		return async () => {
			while (next < tenants.length) {
				const began = Date.now();
				await visit(server, tenants[next++], agent, move);
				visits.push(Date.now() - began);
			}
		};
	};
	const taken = [randomUUID()], lanes = [];
	for (let i = 0; i < AT_ONCE; i++) lanes.push(await lane());
	await Promise.all(lanes.map(run => run()));
	const memory = await stop();
	await client.end();
	return { ...memory, visits };
}
