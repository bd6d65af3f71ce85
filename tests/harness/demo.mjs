// The demo shop of deploy/up, for a tenant of the tests.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './ending.mjs';
import { freePort } from './server.mjs';
import { started } from './wait.mjs';

const script = fileURLToPath(new URL('../../widget/demo/serve.mjs', import.meta.url));

/** Opens it; its origin is allowed then. */
export async function openDemo(server, tenant) {
	const port = await freePort(), url = `http://localhost:${port}/`;
	const shopkeeper = spawn(process.execPath, [script, String(port), server.url, tenant], { stdio: ['ignore', 'ignore', 'inherit'] });
	endWithUs(shopkeeper);
	const answers = async () => (await fetch(url).catch(() => null))?.status === 200;
	await started(shopkeeper, 'the demo shop', { answers, said: () => '' });
	server.command(['tenant', 'set', tenant, '--add-origin', `http://localhost:${port}`]);
	return { url, close: () => shopkeeper.kill() };
}
