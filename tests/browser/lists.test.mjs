// The console's lists while Redis is away: its agent is at one replica, and all that happens at another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from '../harness/browser.mjs';
import { Agent, Visitor } from '../harness/client.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const admin = '/api/admin/support/chat';
const timeout = 8_000; // two seconds, and a slow machine's
let here, there, browser, tenant, robin, kim;

before(async () => {
	here = await Server.start({}, { redis: true });
	there = await Server.twin(here);
	browser = await launch();
	tenant = here.createTenant('Lists');
	robin = await ConsolePage.open(browser, here, here.addAgent(tenant, 'robin@lists.example', { name: 'Robin Hale' }));
	kim = await Agent.signIn(there, there.addAgent(tenant, 'kim@lists.example', { name: 'Kim Hale' }));
	await kim.connect();
	await robin.page.getByText('2 agents online').waitFor();
});
after(async () => {
	await browser?.close();
	await there?.kill('SIGTERM');
	await here?.stop();
});

test('while Redis is away every list shows within two seconds what happens at another replica, and when it is back', async () => {
	const { page } = robin;
	const tab = name => page.getByText(name, { exact: true }).click();
	const take = name => page.getByRole('button', { name: `Take ${name}` });
	const link = name => page.getByRole('link', { name: new RegExp(name) });
	const start = name => Visitor.start(there, tenant, { visitorName: name });
	const move = async (visitor, verb) => assert.equal((await kim.request('POST', `${admin}/${visitor.session.id}/${verb}`, {})).status, 200);
	await page.getByText('Nobody is waiting').waitFor();
	await here.redis.kill();
	const [ada, bo] = await Promise.all(['Ada', 'Bo', 'Cy', 'Di'].map(start));
	for (const name of ['Ada', 'Bo', 'Cy', 'Di']) await take(name).waitFor({ timeout });
	await tab('All active');
	await move(ada, 'assign');
	await take('Ada').waitFor({ state: 'detached', timeout });
	await link('Ada').waitFor({ timeout });
	await move(ada, 'end');
	await link('Ada').waitFor({ state: 'detached', timeout });
	await tab('Ended');
	await link('Ada').waitFor({ timeout });
	await move(bo, 'end');
	await take('Bo').waitFor({ state: 'detached', timeout });
	await link('Bo').waitFor({ timeout });
	await kim.request('POST', '/api/admin/support/agents/status', { status: 'away' });
	await page.getByText('1 agent online').waitFor({ timeout });
	await start('Eve');
	await here.redis.boot();
	await take('Eve').waitFor({ timeout });
	await start('Flo');
	await take('Flo').waitFor({ timeout });
	await page.context().close();
});
