// Two cells behind one HAProxy, configured as the README shows: the host's name says which it is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { endWithUs } from '../harness/ending.mjs';
import { freePort } from '../harness/ports.mjs';
import { Server } from '../harness/server.mjs';
import { started } from '../harness/wait.mjs';

let one, two, balancer, port;
before(async () => {
	[one, two] = [await Server.start({}, { tls: false }), await Server.start({}, { tls: false })];
	port = await freePort();
	const file = join(one.folder, 'cells.cfg');
	writeFileSync(file, configuration());
	balancer = spawn('haproxy', ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
	endWithUs(balancer);
	let said = '';
	balancer.stderr.setEncoding('utf8').on('data', text => (said += text));
	const answers = async () => (await ask('one.desk.example', '/healthz').catch(() => 0)) === 200 && (await ask('two.desk.example', '/healthz').catch(() => 0)) === 200;
	await started(balancer, 'HAProxy', { answers, said: () => said });
});
after(async () => {
	if (balancer) {
		balancer.kill('SIGKILL');
		await once(balancer, 'close');
	}
	await one?.stop();
	await two?.stop();
});

/** The README's example, with what is here in place of its addresses; both servers of a cell are one. */
function configuration() {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const [example] = readme.match(/^ {4}frontend desk\n(?: {4}.*\n|\n(?= {4}))+/m);
	const cell2 = example.slice(example.indexOf('    backend cell1')).replace('cell1', 'cell2').replaceAll('10.0.1.', '10.0.2.');
	return ['defaults', 'mode http', 'timeout connect 2s', 'timeout client 60s', 'timeout server 60s', `${example}\n${cell2}`]
		.join('\n').replace(/^ *bind .*$/m, `bind 127.0.0.1:${port}`)
		.replace(/10\.0\.1\.\d+:8080/g, `127.0.0.1:${one.port}`).replace(/10\.0\.2\.\d+:8080/g, `127.0.0.1:${two.port}`);
}

/** The status of a GET with that Host. */
async function ask(host, path) {
	const asking = http.get({ port, path, agent: false, headers: { Host: host, Origin: 'http://shop.example' } });
	const [answer] = await once(asking, 'response');
	answer.resume();
	return answer.statusCode;
}

test('each cell is asked by its name, knows its own tenants, and no name leads nowhere', async () => {
	const [here, there] = [one.createTenant('Here'), two.createTenant('There')];
	const config = tenant => `/api/support/chat/widget-config?tenantId=${tenant}`;
	assert.equal(await ask('one.desk.example', config(here)), 200);
	assert.equal(await ask('TWO.desk.example:443', config(there)), 200);
	assert.equal(await ask('two.desk.example', config(here)), 403);
	assert.equal(await ask('one.desk.example', config(there)), 403);
	assert.equal(await ask('three.desk.example', config(here)), 421);
});
