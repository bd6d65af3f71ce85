// README's pictures, in light and in dark, of what is built: make pictures
//
// The widget on the demo shop, and the console of another: people chat, as the tests' people do, and an admin
// looks after them.
import { fileURLToPath } from 'node:url';
import { launch, openPage, settled } from '../harness/browser.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { openDemo } from '../harness/demo.mjs';
import { ConsolePage, WidgetPage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const VIEWPORT = { width: 1360, height: 850 };
const ANSWER = 'It is! Cats may nibble at it, and it grows back.';
const api = '/api/admin/support/chat';
const fileOf = name => fileURLToPath(new URL(`../../${name}.png`, import.meta.url));

const server = await Server.start({ smtp_server: 'inbox' });
const browser = await launch();

async function signIn(tenant, email, name, role = 'agent') {
	const login = server.addAgent(tenant, email, { name, role, maxChats: 6 });
	const agent = Object.assign(await Agent.signIn(server, login), { login });
	await agent.connect();
	return agent;
}

async function listen(person, sessionId) {
	person.socket.send('resume', { sessionId });
	await person.socket.event('resumed');
}

/** Somebody types, and the page shows it. */
async function type(person, sessionId, page) {
	person.socket.send('typing.set', { sessionId, typing: true });
	await page.getByText('is typing').first().waitFor();
}

async function assign(agent, sessionId) {
	const { status, text } = await agent.request('POST', `${api}/${sessionId}/assign`, {});
	if (status !== 200) throw new Error(`assign: ${status} ${text}`);
	await listen(agent, sessionId);
}

/** What happens just before each, and is awaited, is `happen`'s. */
async function takePictures(page, name, happen = async () => {}) {
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		await happen();
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
	await takePictures(widget.page, 'widget/demo/widget', () => type(robin, sessionId, widget.page));
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
	const handed = () => jonas.request('POST', `${api}/${sessionId}/transfer`, { agentId: mara.id });
	await until(async () => (await handed()).status === 200, 10_000, 'Mara to be there');
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
	await takePictures(page, 'console/console', () => type(elena, elena.session.id, page));
}

/* ---- the settings ---- */

async function post(agent, path, body) {
	const answer = await agent.request('POST', `/api/admin/support/${path}`, body);
	if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
	return answer.body;
}

async function showSettings() {
	const tenant = server.createTenant('Atelier Lumen');
	const ada = await signIn(tenant, 'ada@lumen.example', 'Ada Sørensen', 'admin');
	const colleagues = [];
	for (const [address, name, role] of [['benoit', 'Benoît Girard', 'supervisor'], ['chiara', 'Chiara Rossi'], ['dilan', 'Dilan Yıldız'], ['emre', 'Emre Aksoy'], ['layla', 'ليلى حداد']])
		colleagues.push(await signIn(tenant, `${address}@lumen.example`, name, role));
	const [benoit, chiara, dilan, emre, layla] = colleagues.map(({ id }) => id);
	await post(ada, 'teams', { name: 'Lamps', memberIds: [benoit, chiara, dilan] });
	await post(ada, 'teams', { name: 'Returns', memberIds: [dilan, emre, layla] });
	await post(ada, 'invitations', { email: 'finn@lumen.example', name: 'Finn Maier', role: 'agent' });
	const { page } = await ConsolePage.signIn(browser, server, ada.login, { viewport: VIEWPORT, locale: 'en-GB' });
	await page.goto(`${server.url}/admin/settings/agents`);
	await page.getByText('Finn Maier').first().waitFor();
	await takePictures(page, 'console/settings');
}

/* ---- satisfaction ---- */

/** Answers of the last weeks: of a share of 5 and else of the rating, by an agent. */
async function fillAnswers(tenant, agentId, { daily, happy, other }) {
	const schema = `tenant_${tenant.replaceAll('-', '')}`;
	await server.postgresql.query(`INSERT INTO ${schema}.csat_surveys (agent_id, sent_at, sent_on, rating, responded_at, responded_on)
		SELECT $1, at, at::date, rating, CASE WHEN rating IS NOT NULL THEN at END, CASE WHEN rating IS NOT NULL THEN at::date END
		FROM (SELECT now() - d * interval '1 day' AS at,
				CASE WHEN abs(hashint4(d * 50 + n)) % 10 < 4 THEN NULL WHEN abs(hashint4(d * 50 - n)) % 100 < $3 THEN CASE abs(hashint4(n - d)) % 3 WHEN 0 THEN 4 ELSE 5 END ELSE $4 END AS rating
			FROM generate_series(1, 60) d, generate_series(1, $2 + d % 3) n WHERE d NOT IN (8, 9, 23)) sent`, [agentId, daily, happy, other]);
}

async function rateChat(tenant, agent, rating, feedback, visitorName) {
	const visitor = await visit(tenant, 'Hello?', { visitorName });
	const sessionId = visitor.session.id;
	await assign(agent, sessionId);
	await talk(sessionId, [[agent, 'Hello! Here you are.']]);
	for (const [path, body] of [[`chat/${sessionId}/end`], ['csat', { sessionId, rating, feedback }]]) {
		const { status, text } = await visitor.request('POST', `/api/support/${path}`, body);
		if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
	}
}

async function showSatisfaction() {
	const tenant = server.createTenant('Nordlicht Outfitters');
	await server.postgresql.query(`UPDATE tenant_${tenant.replaceAll('-', '')}.csat_settings SET is_enabled = true, cooldown_days = 0`);
	const mara = await signIn(tenant, 'mara@satisfied.example', 'Mara Lindqvist');
	const jonas = await signIn(tenant, 'jonas@satisfied.example', 'Jonas Weber');
	const layla = await signIn(tenant, 'layla@satisfied.example', 'ليلى حداد');
	const benoit = await signIn(tenant, 'benoit@satisfied.example', 'Benoît Girard', 'supervisor');
	await fillAnswers(tenant, mara.id, { daily: 5, happy: 92, other: 3 });
	await fillAnswers(tenant, jonas.id, { daily: 3, happy: 74, other: 2 });
	await rateChat(tenant, layla, 5, 'شكرًا جزيلًا، تم حل المشكلة بسرعة.', 'عبد الرحمن الخطيب');
	await rateChat(tenant, jonas, 2, 'Nice, but it took three days until somebody answered.', 'Sam O’Connor');
	await rateChat(tenant, mara, 5, 'Found the very last one in Moss, size L. Thank you, Mara!', 'Elena Petrova');
	const { page } = await ConsolePage.signIn(browser, server, benoit.login, { viewport: { width: 1360, height: 1240 }, locale: 'en-GB' });
	await page.goto(`${server.url}/admin/support/csat`);
	await page.getByText('Found the very last one').waitFor();
	await takePictures(page, 'console/satisfaction');
}

/* ---- the page of a survey ---- */

/** The link of the mail that asks, out of the inbox. */
async function surveyLink(tenant, ada) {
	await server.postgresql.query(`UPDATE tenant_${tenant.replaceAll('-', '')}.csat_settings SET is_enabled = true, delay_minutes = 0`);
	const ticket = await post(ada, 'tickets', { subject: 'The zip broke', requesterEmail: 'elena.petrova@example.com' });
	await ada.request('PATCH', `/api/admin/support/tickets/${ticket.id}`, { version: ticket.version, status: 'resolved' });
	const { id } = await until(async () => (await ada.request('GET', '/api/admin/mail/outgoing?state=sent')).body.items[0], 10_000, 'the mail');
	const { text } = (await ada.request('GET', `/api/admin/mail/outgoing/${id}/content`)).body;
	return server.url + text.match(/\/csat\/\S+rating=4/)[0];
}

async function showRating() {
	const tenant = server.createTenant('Juniper & Pine');
	const ada = await signIn(tenant, 'ada@juniper.example', 'Ada Sørensen', 'admin');
	const page = await openPage(browser, await surveyLink(tenant, ada), { viewport: { width: 680, height: 640 }, locale: 'en-GB' });
	await page.getByRole('textbox').fill('Robin knew the answer at once. Thank you!');
	await page.getByRole('heading').click();
	await takePictures(page, 'widget/demo/rating');
}

/* ---- tickets ---- */

async function showTickets() {
	const tenant = server.createTenant('Nordlicht Outfitters');
	const ada = await signIn(tenant, 'ada@tickets.example', 'Ada Sørensen', 'admin');
	const mara = await signIn(tenant, 'mara@tickets.example', 'Mara Lindqvist');
	const jonas = await signIn(tenant, 'jonas@tickets.example', 'Jonas Weber');
	const team = await post(ada, 'teams', { name: 'Repairs', memberIds: [jonas.id] });
	await post(ada, 'tickets/fields', { key: 'order_number', label: 'Order number', kind: 'text', isRequired: true });
	await post(ada, 'tickets/fields', { key: 'reason', label: 'Reason', kind: 'choice', choices: ['Broken', 'Late', 'Wrong size'], position: 1 });
	for (const [subject, requesterName, priority] of [['Where do I send the boots back to?', 'Aisha Bello', 'normal'], ['هل يمكن تغيير عنوان التسليم؟', 'عبد الرحمن الخطيب', 'high'], ['Does the Lavvu fit four adults?', 'Tomás Herrera', 'low']])
		await post(jonas, 'tickets', { subject, requesterName, priority });
	const sam = await visit(tenant, 'The zip of my Fjell jacket broke on day one :(', { visitorName: 'Sam O’Connor', visitorEmail: 'sam@example.com' });
	await assign(mara, sam.session.id);
	await talk(sam.session.id, [[mara, 'I am sorry to hear that, Sam! We write to you as soon as the workshop has looked at it.']]);
	const ticket = await post(mara, `chat/${sam.session.id}/ticket`, { subject: 'The zip of a Fjell jacket broke on day one' });
	const change = async changes => (await mara.request('PATCH', `/api/admin/support/tickets/${ticket.id}`, { version: ticket.version, ...changes })).body;
	await change({ priority: 'urgent', teamId: team.id, tags: ['warranty', 'fjell'], fields: { order_number: 'N-84213', reason: 'Broken' } });
	await post(mara, `tickets/${ticket.id}/comments`, { isPublic: true, content: 'Hello Sam, please send us a picture of the zip. The parcel label is here: https://shop.nordlicht.example/returns/84213' });
	await post(jonas, `tickets/${ticket.id}/comments`, { isPublic: false, content: 'Third one of this batch. I have told the supplier; a new jacket leaves today.' });
	await post(mara, `tickets/${ticket.id}/comments`, { isPublic: true, content: 'A new jacket is on its way to you, in Moss, size L. Keep the old one for your garden!' });
	const { page } = await ConsolePage.signIn(browser, server, mara.login, { viewport: VIEWPORT, locale: 'en-GB' });
	await page.goto(`${server.url}/admin/support/tickets`);
	await page.getByRole('link', { name: ticket.subject }).click();
	await page.getByText('Keep the old one').waitFor();
	await page.getByLabel('Order number').waitFor();
	await takePictures(page, 'console/tickets');
}

try {
	await showWidget();
	await showConsole();
	await showSettings();
	await showSatisfaction();
	await showRating();
	await showTickets();
} finally {
	await browser.close();
	await server.stop();
}
