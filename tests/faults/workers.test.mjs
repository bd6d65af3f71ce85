// The same under a supervisor: two workers on one port die, hang and are replaced.
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../harness/wait.mjs';
import { Installation } from './installation.mjs';
import { Load } from './load.mjs';
import { Chance } from './seed.mjs';

const isFull = process.env.FRONTDESK_TESTS_FULL === '1';
let installation;
before(async () => (installation = await Installation.open({ replicas: 1, workers: 2 })));
after(() => installation?.stop());

test('workers that share a port are killed with -9, again and again, and one is stopped', { timeout: isFull ? 900_000 : 300_000 }, async () => {
	const load = await Load.open(installation, 'under a supervisor');
	const chance = new Chance('under a supervisor');
	const [server] = installation.servers;
	try {
		load.talk();
		for (let i = 0; i < (isFull ? 40 : 4); i++) {
			await delay(chance.int(300, 1500));
			const worker = chance.int(0, 1);
			const pid = server.workers()[worker];
			load.note(`kill -9 of worker ${worker}`);
			process.kill(pid, 'SIGKILL');
			await until(() => server.workers()[worker] !== pid, 30_000, 'another to be started');
		}
		const pid = server.workers()[chance.int(0, 1)];
		load.note('a worker is stopped');
		process.kill(pid, 'SIGSTOP');
		await delay(5000);
		if (server.workers().includes(pid)) process.kill(pid, 'SIGCONT');
		load.note('it goes on, if it was not replaced');
		await load.settle();
		await load.end();
	} finally {
		load.close();
	}
});
