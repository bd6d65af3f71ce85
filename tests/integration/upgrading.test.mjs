// Tenants whose schema is not this version's, as a migration that failed leaves them: they alone are
// refused, and whoever looks after the installation is told.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { Agent, request, Visitor } from '../harness/client.mjs';
import { endWithUs } from '../harness/ending.mjs';
import { freePort, Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const REFUSED = "a tenant is refused: its schema is not this version's", COUNTED = "tenants are refused: their schema is not this version's";
let server, sound, behind, version;
before(async () => {
	server = await Server.start();
	[sound, behind] = ['Northwind', 'Southwind'].map(name => server.createTenant(name));
	[{ version }] = await server.postgresql.query('SELECT version FROM control.tenant_versions LIMIT 1');
	server.expect(REFUSED, COUNTED);
});
after(() => server?.stop());

const schemaOf = tenant => `tenant_${tenant.replaceAll('-', '')}`;
/** As `migrate` of some version would have recorded it. */
const record = (tenant, current, previous) => server.postgresql.query('UPDATE control.tenant_versions SET version = $2, previous = $3 WHERE tenant_id = $1', [tenant, current, previous]);
const widget = (tenant, origin = 'http://shop.example') => request(server, 'GET', `/api/support/chat/widget-config?tenantId=${tenant}`, { headers: { Origin: origin } });
const becomes = (tenant, status) => until(async () => (await widget(tenant)).status === status, 20_000, `the widget's answer to be ${status}`);
const ready = async () => JSON.parse((await server.ask('/readyz')).text);
const told = event => server.log.split(`"event":"${event}"`).length - 1;

test('a tenant whose schema is not this version’s is refused alone, and told of', async () => {
	const { email, password } = server.addAgent(behind, 'ann@southwind.example');
	const programs = await server.postgresql.query('SELECT version FROM control.programs');
	assert.deepEqual(programs, [{ version }], 'the worker is noted as one of its version');
	await becomes(behind, 200);
	await record(behind, 'older', null);
	await becomes(behind, 503);
	const answer = await widget(behind);
	assert.deepEqual([answer.body.code, answer.body.retryAfterMs, answer.headers.get('retry-after')], ['upgrading', 5000, '5']);
	const signIn = await request(server, 'POST', '/api/admin/sign-in', { body: { email, password }, headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } });
	assert.deepEqual([signIn.status, signIn.body.code], [503, 'upgrading']);
	assert.equal((await widget(sound)).status, 200);
	await until(async () => (await ready()).tenantsRefused === 1, 20_000, 'readiness to tell of it');
	assert.deepEqual(await server.figures('frontdesk_tenants_refused'), [1]);
	assert.match(server.doctor(), new RegExp(`^FAIL +migrations +Tenant ${behind} lacks .*, and workers of this version refuse it: run \`frontdesk migrate\``, 'm'));
	assert.equal(told(REFUSED), 1, 'once, however many ask');
	server.command(['migrate']);
	await becomes(behind, 200);
	await Agent.signIn(server, { email, password });
	await until(async () => !('tenantsRefused' in await ready()), 20_000, 'readiness to tell of nobody');
	assert.equal(told(REFUSED), 1);
});

test('a tenant that the next version has brought up is served, until the one after that', async () => {
	await record(behind, 'next', version);
	server.command(['tenant', 'set', behind, '--add-origin', 'http://new.example']);
	await until(async () => (await widget(behind, 'http://new.example')).status === 200, 20_000, 'the tenant to be read anew, and served');
	const visitor = await Visitor.start(server, behind);
	await visitor.connect();
	await record(behind, 'after that', 'next');
	await becomes(behind, 503);
	await visitor.socket.event('goodbye', event => event.reason === 'drain' && event.retryAfterMs === 5000);
	server.command(['migrate']);
	await becomes(behind, 200);
});

test('what the spool keeps for a refused tenant waits there, and holds up nobody else’s', async () => {
	const visitors = await Promise.all([sound, behind].map(tenant => Visitor.start(server, tenant)));
	for (const visitor of visitors) {
		await visitor.connect();
		visitor.socket.send('resume', { sessionId: visitor.session.id });
		await visitor.socket.event('resumed');
	}
	await server.postgresql.crash();
	for (const visitor of visitors) {
		visitor.socket.send('message.send', { sessionId: visitor.session.id, id: visitor.session.id, content: 'Is anybody there?' });
		await visitor.socket.event('message.kept');
	}
	await server.kill('SIGKILL');
	await server.postgresql.revive();
	await record(behind, 'older', null);
	await server.boot();
	const stored = async tenant => (await server.postgresql.query(`SELECT FROM ${schemaOf(tenant)}.chat_messages`)).length;
	await until(async () => (await stored(sound)) === 1, 20_000, "the other's to be stored");
	assert.equal(await stored(behind), 0);
	assert.deepEqual(await server.figures('frontdesk_spool_rows'), [1]);
	server.command(['migrate']);
	await until(async () => (await stored(behind)) === 1, 60_000, 'it to be stored in the end');
});

test('a worker of a version whose migrate has not run is not ready', async () => {
	const rename = (from, to) => server.postgresql.query(`ALTER FUNCTION control.${from}(text) RENAME TO ${to}`);
	await rename('tenants_unknown', 'not_yet');
	const port = await freePort();
	const early = spawn(server.binary, ['serve', '--config', server.config, '--listen', `127.0.0.1:${port}`, '--tls-certificate', '', '--tls-key', ''], { stdio: 'ignore' });
	endWithUs(early);
	const asked = () => request({ url: `http://127.0.0.1:${port}` }, 'GET', '/readyz').catch(() => ({}));
	await until(async () => (await asked()).body?.detail === "The database is not this version's: frontdesk migrate comes first", 20_000, 'it to say what it lacks');
	await rename('not_yet', 'tenants_unknown');
	await until(async () => (await asked()).status === 200, 20_000, 'it to be ready');
	early.kill('SIGTERM');
	await once(early, 'exit');
});
