// README's pictures, in light and in dark, of what is built: make pictures
//
// The widget on the demo shop, and the console of another: people chat, as the tests' people do.
import { fileURLToPath } from 'node:url';
import { launch, settled } from '../harness/browser.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { openDemo } from '../harness/demo.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';

const VIEWPORT = { width: 1360, height: 850 };
const ANSWER = 'It is! Cats may nibble at it, and it grows back.';
const api = '/api/admin/support/chat';
const fileOf = name => fileURLToPath(new URL(`../../${name}.png`, import.meta.url));

const server = await Server.start();
const browser = await launch();

async function signIn(tenant, email, name) {
	const login = server.addAgent(tenant, email, { name });
	const agent = Object.assign(await Agent.signIn(server, login), { login });
	await agent.connect();
	return agent;
}

async function listen(person, sessionId) {
	person.socket.send('resume', { sessionId });
	await person.socket.event('resumed');
}

const type = (person, sessionId) => person.socket.send('typing.set', { sessionId, typing: true });

async function assign(agent, sessionId) {
	const { status, text } = await agent.request('POST', `${api}/${sessionId}/assign`, {});
	if (status !== 200) throw new Error(`assign: ${status} ${text}`);
	await listen(agent, sessionId);
}

/** Somebody types, as every picture shows. */
async function takePictures(page, name, types) {
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		types();
		await page.getByText('is typing').first().waitFor();
		await settled(page);
		const path = fileOf(colorScheme === 'light' ? name : `${name}-${colorScheme}`);
		await page.screenshot({ path });
		console.log(path);
	}
}

/* ---- the widget ---- */

async function showWidget() {
	const tenant = server.createTenant('Juniper & Pine');
	await server.postgresql.query(`UPDATE tenant_${tenant.replaceAll('-', '')}.chat_widget_config SET greeting_message = 'Hello! What can we grow for you?'`);
	const robin = await signIn(tenant, 'robin@shop.example', 'Robin Hale');
	const demo = await openDemo(server, tenant);
	const widget = await WidgetPage.open(browser, demo.url, { viewport: VIEWPORT, locale: 'en-GB' });
	const say = async text => {
		await widget.write(text);
		await widget.sees(text, 'stored');
	};
	await widget.click();
	await say('Hi! Is the Boston fern safe for cats?');
	const sessionId = await widget.sessionId();
	await assign(robin, sessionId);
	await sendMessage(robin, sessionId, ANSWER);
	await widget.sees(ANSWER);
	await say('Lovely, then it goes in the bathroom. Thank you, Robin!');
	robin.socket.send('receipt.send', { sessionId, delivered: 3, read: 3 });
	await widget.page.getByText('Read').first().waitFor();
	await takePictures(widget.page, 'widget/demo/widget', () => type(robin, sessionId));
	demo.close();
}

/* ---- the console ---- */

async function visit(tenant, text, fields = {}) {
	const visitor = await Visitor.start(server, tenant, { pageUrl: 'https://shop.nordlicht.example/', ...fields });
	await visitor.connect();
	await listen(visitor, visitor.session.id);
	await sendMessage(visitor, visitor.session.id, text);
	return visitor;
}

async function talk(sessionId, lines) {
	for (const [person, text] of lines) await sendMessage(person, sessionId, text);
}

async function talkToElena(tenant, jonas, mara) {
	const elena = await visit(tenant, 'Hello! I wrote last week about the Fjell jacket. Do you have it in Moss, in size L?', {
		visitorName: 'Elena Petrova', visitorEmail: 'elena.petrova@example.com',
		pageUrl: 'https://shop.nordlicht.example/jackets/fjell-3l-shell', referrerUrl: 'https://www.google.com/search' });
	const sessionId = elena.session.id;
	await assign(jonas, sessionId);
	await talk(sessionId, [[jonas, 'Welcome back, Elena! My colleague Mara knows the jackets best.'], [elena, 'Lovely, I will wait.']]);
	await jonas.request('POST', `${api}/${sessionId}/transfer`, { agentId: mara.id });
	await assign(mara, sessionId);
	await talk(sessionId, [
		[mara, 'Hello Elena! Yes: four left in Moss, size L. I can reserve one now: https://shop.nordlicht.example/exchange/84213'],
		[mara, 'No printing needed.'], [elena, 'Great! Do I have to pay for shipping?'], [mara, 'No, both ways are on us.'],
	]);
	return elena;
}

async function showConsole() {
	const tenant = server.createTenant('Nordlicht Outfitters');
	const mara = await signIn(tenant, 'mara@nordlicht.example', 'Mara Lindqvist');
	const jonas = await signIn(tenant, 'jonas@nordlicht.example', 'Jonas Weber');
	const camille = await visit(tenant, 'Bonjour, les bâtons sont là ?', { visitorName: 'Camille Dubois' });
	await assign(mara, camille.session.id);
	await talk(camille.session.id, [[mara, 'Oui, depuis ce matin.'], [camille, 'Merci, the poles came today.']]);
	const arabic = await visit(tenant, 'باللون البني إن أمكن', { visitorName: 'عبد الرحمن الخطيب' });
	await assign(mara, arabic.session.id);
	const elena = await talkToElena(tenant, jonas, mara);
	for (const [visitorName, text] of [['Tomás Herrera', 'Does the Lavvu fit four adults?'], [undefined, 'Is the sale on until Sunday?'], ['Aisha Bello', 'Where do I send it back to?'], ['Sam O’Connor', 'The zip broke on day one :(']])
		await visit(tenant, text, visitorName ? { visitorName } : {});
	const { page } = await ConsolePage.signIn(browser, server, mara.login, { viewport: VIEWPORT, locale: 'en-GB' });
	await page.getByRole('link', { name: /Elena Petrova/ }).first().click();
	await page.getByRole('log').getByText('No, both ways are on us.').waitFor();
	await page.getByRole('button', { name: /^Take / }).nth(3).waitFor();
	await takePictures(page, 'console/console', () => type(elena, elena.session.id));
}

try {
	await showWidget();
	await showConsole();
} finally {
	await browser.close();
	await server.stop();
}
