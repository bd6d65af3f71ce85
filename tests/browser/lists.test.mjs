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

/** So many chats that have ended, one a minute; the oldest is called "Nr 1". */
async function fillEnded(tenant, count) {
	const client = await here.postgresql.client('frontdesk_gateway');
	try {
		await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [`tenant_${tenant.replaceAll('-', '')}`]);
		await client.query(`WITH visitor AS (INSERT INTO visitors (visitor_id) SELECT 'v-' || gen_random_uuid() FROM generate_series(1, $1) RETURNING visitor_id),
				numbered AS (SELECT visitor_id, row_number() OVER () AS nr FROM visitor)
			INSERT INTO chat_sessions (visitor_id, visitor_name, status, started_at, ended_at)
			SELECT visitor_id, 'Nr ' || nr, 'ended', at, at FROM numbered, LATERAL (SELECT now() - interval '1 day' + nr * interval '1 minute' AS at) moment`, [count]);
	} finally {
		await client.end();
	}
}

test('of a long list goes what nobody looks at any more, and is read again when one comes there', async () => {
	const many = here.createTenant('Many'), count = 400;
	await fillEnded(many, count);
	const { page } = await ConsolePage.signIn(browser, here, here.addAgent(many, 'many@lists.example'));
	await page.getByText('Ended', { exact: true }).click();
	const list = page.getByRole('list', { name: 'Ended' }).locator('xpath=ancestor::*[@data-virtuoso-scroller]');
	const asked = () => page.story.requests.filter(line => line.includes('status=ended')).length;
	const isShown = nr => page.getByRole('link', { name: new RegExp(`^Nr ${nr}\\b`) }).isVisible();
	const scroll = (nr, place) => until(() => list.evaluate((element, to) => element.scrollTo(0, to * element.scrollHeight), place).then(() => isShown(nr)), 20_000, `Nr ${nr}`);
	await scroll(count, 0);
	await scroll(1, 1);
	assert.equal(asked(), 8);
	await scroll(count, 0);
	await scroll(1, 1);
	assert.equal(asked(), 12, 'the first four pages have stayed');
	await page.context().close();
});
