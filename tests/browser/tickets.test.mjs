// Tickets as agents work with them: the list with its filters, views and keys, one ticket between two people, and what a
// chat becomes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { Agent } from '../harness/client.mjs';
import { ConsolePage, signedIn } from '../harness/pages.mjs';
import { until } from '../harness/wait.mjs';
import { inEachLook } from './looks.mjs';
import { Shops, close } from './shop.mjs';

const ARABIC = 'طلبية السرخس لم تصل بعد، وأريد معرفة موعد التسليم';
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);

let shops, server;
before(async () => {
	shops = await Shops.start();
	({ server } = shops);
});
after(() => shops?.stop());

/** A tenant with two agents, and a hand that makes tickets by the interface. */
async function openDesk() {
	const { tenant, logins, desk } = shops.open('Robin', 'Mia');
	const hand = await Agent.signIn(server, logins.Mia);
	const ask = async (method, path, body) => {
		const { status, body: answer } = await hand.request(method, `/api/admin/support/${path}`, body);
		assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
		return answer;
	};
	const make = ticket => ask('POST', 'tickets', ticket);
	/** The tickets before somebody who reads another language. */
	const open = async (name, locale) => ({ page: await openPage(shops.browser, `${server.url}/admin/support/tickets`, { locale, storageState: await signedIn(server, logins[name]) }) });
	return { tenant, desk, open, hand, ask, make };
}

const wide = page => page.setViewportSize({ width: 1280, height: 800 });
const goTo = async ({ page }, path = '') => {
	await page.goto(`${server.url}/admin/support/tickets${path}`);
	await page.getByRole('navigation', { name: /Views|Ansichten/ }).waitFor();
};
const query = page => new URL(page.url()).search;
const row = (page, subject) => page.getByRole('link', { name: subject });

test('the list shows what is to be done, narrowed as its address says, and its keys do what they promise', async () => {
	const { desk, make, hand } = await openDesk();
	await make({ subject: 'Where is my fern?', requesterName: 'Ada Moss', requesterEmail: 'ada@moss.example', priority: 'urgent', tags: ['delivery', 'plants', 'late'], content: 'It was to come on Monday.', isPublic: true });
	await make({ subject: ARABIC, requesterName: 'عبد الرحمن الخطيب', tags: ['توصيل'], assignedAgentId: hand.id });
	await make({ subject: LONG, requesterName: LONG, priority: 'high' });
	await make({ subject: 'A pot arrived broken', requesterEmail: 'bo@pots.example', priority: 'low', tags: ['returns'] });
	const robin = await desk('Robin', { locale: 'en-GB' });
	const { page } = robin;
	await page.getByRole('link', { name: 'Tickets' }).click();
	await page.getByRole('heading', { name: 'Unresolved' }).waitFor();
	await row(page, 'Where is my fern?').waitFor();
	await inEachLook(page, 'tickets');
	await wide(page);

	await page.getByRole('button', { name: 'Priority' }).click();
	await page.getByRole('menuitemradio', { name: 'Urgent' }).click();
	await row(page, 'A pot arrived broken').waitFor({ state: 'detached' });
	assert.equal(query(page), '?priority=urgent');
	await page.reload();
	await page.getByRole('button', { name: 'Priority: Urgent' }).waitFor();
	await row(page, 'Where is my fern?').waitFor();
	assert.equal(await row(page, 'A pot arrived broken').count(), 0, 'the address has the filter');
	await page.keyboard.press('/');
	await page.keyboard.type('pot ea');
	await page.getByText('No ticket matches').waitFor();
	await page.getByRole('button', { name: 'Search in all tickets' }).click();
	await page.getByText('No ticket matches').waitFor();
	await page.getByRole('searchbox').fill('#4');
	await row(page, 'A pot arrived broken').waitFor();
	await page.getByRole('link', { name: 'Unresolved' }).click();
	await row(page, 'Where is my fern?').waitFor();
	assert.equal(query(page), '');

	const focused = subject => until(() => row(page, subject).evaluate(link => link === document.activeElement).catch(() => false), 20_000, `${subject} to have the focus`);
	await row(page, 'A pot arrived broken').focus();
	await page.keyboard.press('j');
	await focused(LONG);
	await page.keyboard.press('k');
	await focused('A pot arrived broken');
	await page.keyboard.press('a');
	await row(page, 'A pot arrived broken').getByRole('img', { name: 'Assigned to Robin Hale' }).waitFor();
	await page.keyboard.press('e');
	await row(page, 'A pot arrived broken').waitFor({ state: 'detached' });
	await focused(LONG);
	await page.keyboard.press('?');
	await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Assign to me').waitFor();
	await page.keyboard.press('a');
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	assert.equal(await row(page, LONG).getByRole('img', { name: /Assigned/ }).count(), 0, 'a dialog keeps its keys');
	await make({ subject: 'One more, from elsewhere' });
	await row(page, 'One more, from elsewhere').waitFor();
	await close(robin);
});

test('several tickets are changed at once, what was overtaken is told, and a filter gets a name', async () => {
	const { desk, make, ask } = await openDesk();
	const made = [];
	for (const subject of ['The first', 'The second', 'The third']) made.push(await make({ subject, requesterName: ARABIC }));
	const robin = await desk('Robin', { locale: 'en-GB' });
	const { page } = robin;
	await goTo(robin);
	await page.getByRole('checkbox', { name: 'Choose The first' }).check();
	await row(page, 'The second').focus();
	await page.keyboard.press('x');
	await page.getByRole('status').getByText('2 chosen').waitFor();
	await page.route('**/tickets/bulk', async route => {
		await ask('PATCH', `tickets/${made[0].id}`, { version: 1, priority: 'low' }); // a moment earlier
		await route.continue();
	}, { times: 1 });
	await inEachLook(page, 'tickets-chosen');
	await wide(page);
	await page.getByRole('button', { name: 'Status' }).click();
	await page.getByRole('menuitem', { name: 'Pending' }).click();
	const left = page.getByRole('dialog', { name: '1 of 2 tickets are changed' });
	await left.getByText('somebody else changed it meanwhile').waitFor();
	await inEachLook(page, 'tickets-left');
	await wide(page);
	await left.getByRole('button', { name: 'Close', exact: true }).last().click();
	await row(page, 'The second').getByRole('img', { name: 'Pending' }).waitFor();
	await row(page, 'The first').getByText('Low').waitFor();

	await page.getByRole('checkbox', { name: 'Choose The third' }).check();
	await page.keyboard.press('#');
	await page.getByRole('dialog', { name: 'Tags' }).getByLabel('Tags', { exact: true }).and(page.locator('input:not([type=hidden])')).fill('plants');
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await row(page, 'The third').getByText('plants').waitFor();

	await page.getByRole('button', { name: 'Tag', exact: true }).click();
	await page.getByRole('combobox', { name: 'Tag' }).fill('plants');
	await page.keyboard.press('Enter');
	await row(page, 'The first').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Save view' }).click();
	await page.getByRole('dialog').getByLabel('Name').fill('Plants');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Plants' }).waitFor();
	await page.getByRole('link', { name: 'Unresolved' }).click();
	await row(page, 'The first').waitFor();
	await page.getByRole('link', { name: 'Plants', exact: true }).click();
	await row(page, 'The first').waitFor({ state: 'detached' });
	await inEachLook(page, 'tickets-view');
	await wide(page);
	await page.getByRole('button', { name: 'More: Plants' }).click();
	await page.getByRole('menuitem', { name: 'Delete view' }).click();
	await page.getByRole('link', { name: 'Plants', exact: true }).waitFor({ state: 'detached' });
	await close(robin);
});

test('two people at one ticket see each other’s changes at once, and neither overwrites the other’s', async () => {
	const { desk, open, make } = await openDesk();
	const ticket = await make({ subject: 'Where is my fern?', requesterName: 'Ada Moss', requesterEmail: 'ada@moss.example', priority: 'high', tags: ['delivery'], content: 'It was to come on Monday.\nSee https://shop.example/orders/12', isPublic: true });
	await make({ subject: `${ARABIC}`, requesterName: 'عبد الرحمن' });
	const robin = await desk('Robin', { locale: 'en-GB' }), mia = await open('Mia', 'de-DE');
	await goTo(robin);
	await row(robin.page, ticket.subject).click();
	await robin.page.getByRole('heading', { name: ticket.subject }).waitFor();
	await row(mia.page, ticket.subject).click();

	await robin.page.getByText('Internal note', { exact: true }).click();
	await robin.page.getByRole('textbox', { name: 'Your note' }).pressSequentially('Ae#? '); // these are keys, elsewhere
	await robin.page.getByRole('button', { name: 'To the tickets' }).click();
	await row(robin.page, ticket.subject).click();
	assert.equal(await robin.page.getByRole('textbox', { name: 'Your note' }).inputValue(), 'Ae#? ', 'what is half written stays, and for whom');
	assert.deepEqual([await robin.page.getByLabel('Assignee').inputValue(), await robin.page.getByRole('dialog').count()], ['', 0]);
	await robin.page.getByRole('textbox', { name: 'Your note' }).fill(`I have asked the carrier. ${ARABIC}`);
	await robin.page.getByRole('button', { name: 'Add note' }).click();
	await mia.page.getByRole('article', { name: 'Robin Hale' }).getByText('I have asked the carrier.').waitFor();
	await mia.page.getByRole('textbox', { name: 'Ihre Antwort' }).fill('Sie kommt morgen.');
	await mia.page.getByRole('button', { name: 'Senden', exact: true }).click();
	await robin.page.getByRole('article', { name: 'Mia Hale' }).getByText('Sie kommt morgen.').waitFor();

	await robin.page.getByRole('button', { name: 'Change the subject' }).click();
	await robin.page.getByRole('textbox', { name: 'Subject' }).fill('The fern of Ada Moss');
	await mia.page.getByLabel('Priorität').selectOption('urgent');
	await until(async () => (await robin.page.getByLabel('Priority').inputValue()) === 'urgent', 20_000, 'the priority to be followed');
	await robin.page.getByRole('button', { name: 'Save' }).click();
	const told = robin.page.getByRole('alert');
	await told.getByText('Somebody else has changed this ticket meanwhile').waitFor();
	await inEachLook(robin.page, 'ticket-overtaken');
	await wide(robin.page);
	await told.getByRole('button', { name: 'Save mine' }).click();
	await mia.page.getByRole('heading', { name: 'The fern of Ada Moss' }).waitFor();
	assert.equal(await robin.page.getByLabel('Priority').inputValue(), 'urgent', 'theirs stands, too');
	await inEachLook(robin.page, 'ticket');
	await wide(robin.page);
	await inEachLook(mia.page, 'ticket-german');
	await robin.page.getByText('History', { exact: true }).click();
	await robin.page.getByText('Subject changed').waitFor();
	await inEachLook(robin.page, 'ticket-history');
	await robin.page.setViewportSize({ width: 390, height: 844 });
	await robin.page.getByRole('button', { name: 'About this ticket' }).click();
	await robin.page.getByRole('region', { name: 'About this ticket' }).waitFor();
	await inEachLook(robin.page, 'ticket-side');
	await wide(robin.page);
	await robin.page.goBack();
	await robin.page.getByRole('region', { name: 'History' }).focus();
	await robin.page.keyboard.press('a');
	await mia.page.getByLabel('Zuständig').locator('option:checked', { hasText: 'Robin Hale' }).waitFor({ state: 'attached' });
	await robin.page.keyboard.press('e');
	await mia.page.getByRole('button', { name: 'Wieder öffnen' }).click();
	await robin.page.getByRole('button', { name: 'Resolve' }).waitFor();
	assert.deepEqual([robin.page.story.violations, mia.page.story.violations], [[], []]);
	await close(robin, mia);
});

test('a chat becomes a ticket with one click, and is merged into the one that there was', async () => {
	const { tenant, desk, make } = await openDesk();
	const former = await make({ subject: 'Where is my fern?', requesterName: 'Ada Moss', content: 'It was to come on Monday.', isPublic: true });
	const ada = await shops.waiting(tenant, 'Ada Moss', 'My fern has not come!');
	const robin = await desk('Robin', { locale: 'en-GB' });
	const { page } = robin;
	await robin.takeNext();
	await page.getByRole('button', { name: 'Make a ticket' }).click();
	await page.getByRole('link', { name: 'Ticket #2' }).waitFor();
	await inEachLook(page, 'chat-ticket');
	await wide(page);
	await page.reload();
	await page.getByRole('link', { name: 'Ticket #2' }).click();
	await page.getByRole('heading', { name: 'Ticket #2' }).waitFor();
	await page.getByRole('link', { name: 'Read the chat' }).waitFor();
	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Merge into another' }).click();
	const dialog = page.getByRole('dialog', { name: 'Merge into another ticket' });
	await dialog.getByRole('searchbox').fill('fern');
	await dialog.getByRole('radio', { name: former.subject }).click();
	await inEachLook(page, 'ticket-merge');
	await wide(page);
	await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByRole('heading', { name: former.subject }).waitFor();
	await page.getByText('Merged into #1.').waitFor();
	await page.goBack();
	await page.getByText('It was merged into').getByRole('link', { name: '#1' }).waitFor();
	await inEachLook(page, 'ticket-merged');
	await close(robin, ada);
});

test('admins set fields of their own, which stand beside each ticket and are filled in before it is resolved', async () => {
	const { tenant, desk, make } = await openDesk();
	const ticket = await make({ subject: 'Where is my fern?' });
	const { page } = await ConsolePage.open(shops.browser, server, server.addAgent(tenant, 'ticket.admin@shop.example', { name: 'Ada Hale', role: 'admin' }), { locale: 'en-GB' });
	await page.goto(`${server.url}/admin/settings/tickets`);
	for (const [label, kind, choices] of [['Order number', 'text'], ['Reason', 'choice', 'Late\nBroken']]) {
		await page.getByRole('button', { name: 'Add a field' }).click();
		const dialog = page.getByRole('dialog', { name: 'Add a field' });
		await dialog.getByLabel('Name').fill(label);
		await dialog.getByLabel('Kind').selectOption(kind);
		if (choices) await dialog.getByLabel('Choices').fill(choices);
		await dialog.getByLabel('Must be filled in').setChecked(!choices);
		await dialog.getByRole('button', { name: 'Save' }).click();
		await page.getByRole('list', { name: 'Fields' }).getByText(label, { exact: true }).waitFor();
	}
	await page.getByLabel('A chat that ends unanswered becomes a ticket').check();
	await page.getByLabel('Close resolved tickets after').fill('14');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('The rules are saved.').waitFor();
	await inEachLook(page, 'ticket-settings');
	const robin = await desk('Robin', { locale: 'en-GB' });
	await robin.page.goto(`${server.url}/admin/support/tickets/${ticket.id}`);
	await robin.page.getByRole('button', { name: 'Resolve' }).click();
	await robin.page.getByText('Fill in the required fields').waitFor();
	const saved = robin.page.waitForResponse(answer => answer.request().method() === 'PATCH' && answer.ok());
	await robin.page.getByLabel('Reason').selectOption('Late');
	await saved;
	await robin.page.getByLabel('Order number').fill('A-17');
	const saving = robin.page.waitForRequest(asked => asked.method() === 'PATCH');
	await robin.page.route('**/api/admin/support/tickets/*', async route => setTimeout(() => void route.continue(), 500), { times: 1 });
	await robin.page.getByRole('button', { name: 'Resolve' }).hover();
	await robin.page.mouse.down(); // which leaves the field, and so saves it: meanwhile one lets go
	await saving;
	await robin.page.waitForTimeout(100); // as long as a finger is down
	await robin.page.mouse.up();
	await robin.page.getByRole('button', { name: 'Reopen' }).waitFor();
	assert.equal(await robin.page.getByLabel('Order number').inputValue(), 'A-17');
	await inEachLook(robin.page, 'ticket-fields');
	await close(robin, { page });
});
