// Tickets, as agents make, change, find and answer them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Calm } from '../harness/calm.mjs';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';
import { until } from '../harness/wait.mjs';

const tickets = '/api/admin/support/tickets';
let server, tenant, schema, ada, bob, calm;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Tickets');
	schema = `tenant_${tenant.replaceAll('-', '')}`;
	const join = (name, role) => Agent.signIn(server, server.addAgent(tenant, `${name.toLowerCase()}@shop.example`, { name, role }));
	[ada, bob] = [await join('Ada', 'admin'), await join('Bob', 'agent')];
	calm = await Calm.begin(server);
});
after(() => server?.stop());

const made = async (fields = {}, by = ada) => {
	const answer = await by.request('POST', tickets, { subject: 'Where is my fern?', ...fields });
	assert.equal(answer.status, 201, answer.text);
	return answer.body;
};
const read = async ({ id }) => (await ada.request('GET', `${tickets}/${id}`)).body;
const change = ({ id, version }, fields, by = ada) => by.request('PATCH', `${tickets}/${id}`, { version, ...fields });
const say = ({ id }, content, fields = {}, by = ada) => by.request('POST', `${tickets}/${id}/comments`, { content, isPublic: false, ...fields });
const said = async ({ id }, query = '') => (await ada.request('GET', `${tickets}/${id}/comments${query}`)).body;
const history = async ({ id }) => (await ada.request('GET', `${tickets}/${id}/history`)).body.items;
const listed = async query => {
	const answer = await ada.request('GET', `${tickets}?${query}`);
	assert.equal(answer.status, 200, answer.text);
	return answer.body;
};

test('a ticket lives from its first words to its end, and whoever wrote over what they had not seen is told', async () => {
	await ada.connect();
	const ticket = await made({ content: 'It never came.', requesterName: 'Jane Doe', requesterEmail: 'jane@example.org', tags: ['late', 'ferns', 'late'], priority: 'high' });
	const told = await ada.socket.event('ticket_changed');
	assert.deepEqual(told.ticket, { id: ticket.id, version: 1, number: ticket.number, status: 'open' });
	assert.deepEqual({ ...ticket, id: 0, number: 0, createdAt: 0, updatedAt: 0, lastCommentAt: 0 }, {
		id: 0, number: 0, createdAt: 0, updatedAt: 0, lastCommentAt: 0, subject: 'Where is my fern?', status: 'open', priority: 'high', channel: 'agent',
		requesterName: 'Jane Doe', requesterEmail: 'jane@example.org', tags: ['late', 'ferns'], fields: {}, version: 1, resolutionNumber: 0, commentCount: 1,
	});
	const taken = await change(ticket, { assignedAgentId: bob.id });
	assert.deepEqual([taken.status, taken.body.version, taken.body.assignedAgent.name], [200, 2, 'Bob']);
	const late = await change(ticket, { priority: 'low' }, bob);
	assert.deepEqual([late.status, late.body.code, late.body.ticket.assignedAgent.name, late.body.ticket.version], [409, 'conflict', 'Bob', 2]);
	assert.equal((await change(taken.body, { assignedAgentId: bob.id })).body.version, 2, 'what changes nothing makes no version');
	const answer = await say(ticket, 'It is on its way.', { isPublic: true, status: 'resolved' }, bob);
	assert.deepEqual([answer.status, answer.body.authorName, answer.body.content, answer.body.isPublic], [201, 'Bob', 'It is on its way.', true]);
	const resolved = await read(ticket);
	assert.deepEqual([resolved.status, resolved.resolutionNumber, resolved.resolvedBy.name, resolved.version, resolved.commentCount, resolved.lastCommentAt], ['resolved', 1, 'Bob', 3, 2, answer.body.createdAt]);
	assert.ok(resolved.firstResponseAt && resolved.resolvedAt);
	assert.deepEqual((await said(ticket)).items.map(each => each.content), ['It never came.', 'It is on its way.']);
	assert.equal((await change(resolved, { status: 'pending' })).body.code, 'state');
	const open = (await change(resolved, { status: 'open' })).body;
	assert.deepEqual([open.status, open.resolvedAt, open.resolvedBy, open.resolutionNumber], ['open', undefined, undefined, 1]);
	const again = (await change(open, { status: 'resolved' })).body;
	const closed = (await change(again, { status: 'closed' })).body;
	assert.deepEqual([closed.status, closed.resolutionNumber, closed.resolvedBy.name], ['closed', 2, 'Ada']);
	assert.equal((await change(closed, { status: 'open' }, bob)).body.code, 'state', 'what is closed is opened by admins alone');
	assert.equal((await change(closed, { status: 'open' })).status, 200);
	const events = await history(ticket);
	assert.deepEqual(events.map(each => each.version), [7, 6, 5, 4, 3, 2, 1]);
	assert.deepEqual(events.at(-2).changes, { assignedAgentId: [null, bob.id] });
	assert.deepEqual(events.at(-2).names, { [bob.id]: 'Bob' });
	assert.deepEqual([events[4].actorName, events[4].changes.status], ['Bob', ['open', 'resolved']]);
});

test('what is sent again with the same id is there once, and an id that is taken is refused', async () => {
	const id = randomUUID(), fields = { id, subject: 'Once', content: 'Only once.' };
	const [first, second] = await Promise.all([0, 1].map(() => ada.request('POST', tickets, fields)));
	assert.deepEqual([first.status, second.status].sort(), [200, 201], `${first.text} ${second.text}`);
	assert.equal((await ada.request('POST', tickets, fields)).status, 200);
	assert.equal((await bob.request('POST', tickets, fields)).body.code, 'conflict');
	const comment = randomUUID();
	const both = await Promise.all([0, 1].map(() => say({ id }, 'Said once.', { id: comment })));
	assert.deepEqual(both.map(each => [each.status, each.body.id]), [[201, comment], [201, comment]]);
	assert.equal((await say({ id }, 'Said otherwise.', { id: comment })).body.code, 'conflict');
	assert.equal((await say({ id }, 'Said once.', { id: comment }, bob)).body.code, 'conflict');
	assert.deepEqual((await said({ id })).items.map(each => each.content), ['Only once.', 'Said once.']);
});

test('of many who change a ticket at once one does, and the others see what came of it', async () => {
	const ticket = await made();
	const answers = await Promise.all(['low', 'high', 'urgent', 'low', 'high', 'urgent'].map((priority, i) => change(ticket, { priority, tags: [`by ${i}`] })));
	const [won, ...more] = answers.filter(({ status }) => status === 200);
	assert.deepEqual(more, []);
	for (const lost of answers.filter(({ status }) => status === 409)) assert.deepEqual(lost.body.ticket.tags, won.body.tags);
	assert.equal((await history(ticket)).length, 2);
});

test('a chat becomes a ticket once, whoever clicks, and is erased with it', async () => {
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Kim', visitorEmail: 'kim@example.org' });
	const sessionId = visitor.session.id;
	const click = (by, body = {}) => by.request('POST', `/api/admin/support/chat/${sessionId}/ticket`, body);
	const answers = await Promise.all([click(ada), click(bob)]);
	assert.deepEqual(answers.map(each => each.status).sort(), [200, 201]);
	assert.equal(answers[0].body.id, answers[1].body.id);
	const [ticket] = answers.map(each => each.body);
	assert.deepEqual([ticket.subject, ticket.channel, ticket.sessionId, ticket.conversationId, ticket.visitorId, ticket.requesterEmail], ['Chat with Kim', 'chat', sessionId, visitor.session.conversationId, visitor.session.visitorId, 'kim@example.org']);
	assert.equal((await click(ada, { subject: 'Other' })).body.subject, 'Chat with Kim');
	assert.equal((await ada.request('POST', `/api/admin/support/chat/${randomUUID()}/ticket`, {})).status, 404);
	assert.equal((await say(ticket, 'Call back.')).status, 201);
	const { body: customer } = await bob.request('GET', `/api/admin/support/conversations/${ticket.conversationId}`);
	assert.deepEqual([customer.visitorId, customer.visitorName, customer.sessions.map(each => each.id), customer.tickets.map(each => each.id), customer.surveys], [ticket.visitorId, 'Kim', [sessionId], [ticket.id], []]);
	const client = await server.postgresql.client('frontdesk_gateway');
	await client.query('BEGIN');
	await client.query("SELECT set_config('role', $1, true), set_config('search_path', $1, true)", [schema]);
	await client.query("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [sessionId]);
	await client.query('COMMIT');
	await client.end();
	for (const table of ['ticket_comments', 'ticket_keys', 'ticket_history'])
		assert.deepEqual(await server.postgresql.query(`SELECT FROM ${schema}.${table} WHERE ticket_id = $1`, [ticket.id]), [], table);
	assert.equal((await ada.request('GET', `${tickets}/${ticket.id}`)).status, 404);
	assert.equal((await click(ada)).status, 404);
});

test('tickets are found by what they are, in the order that is wanted, and no page lacks one', async () => {
	const tag = `lot ${randomUUID()}`.slice(0, 40), lot = [];
	for (const [i, priority] of ['low', 'urgent', 'normal', 'high', 'urgent'].entries())
		lot.push(await made({ subject: `Pot no. ${i} of Größe-XL`, priority, tags: [tag], ...(i % 2 ? { assignedAgentId: bob.id, requesterEmail: 'pot.lover@gardens.example' } : {}) }));
	await change(lot[2], { status: 'pending' });
	const names = async query => (await listed(`tag=${encodeURIComponent(tag)}&${query}`)).items.map(each => lot.findIndex(({ id }) => id === each.id));
	assert.deepEqual(await names(''), [2, 4, 3, 1, 0]);
	assert.deepEqual(await names('sort=updatedAt'), [0, 1, 3, 4, 2]);
	assert.deepEqual(await names('sort=number'), [0, 1, 2, 3, 4]);
	assert.deepEqual(await names('sort=-priority'), [4, 1, 3, 2, 0]);
	assert.deepEqual(await names('status=pending'), [2]);
	assert.deepEqual(await names(`assignee=${bob.id}`), [3, 1]);
	assert.deepEqual(await names('assignee=none&status=open,pending'), [2, 4, 0]);
	assert.deepEqual(await names('priority=urgent&channel=agent'), [4, 1]);
	assert.deepEqual(await names('channel=email'), []);
	assert.deepEqual(await names('q=pot+gröSSe'.replace('SS', 'ß')), [2, 4, 3, 1, 0]);
	assert.deepEqual(await names('q=gardens+lov'), [3, 1]);
	assert.deepEqual(await names('q=garden+lov'), [], 'all but the last are whole words');
	assert.deepEqual(await names('q=POT.lover%40gard'), [3, 1]);
	assert.deepEqual(await names(`q=%23${lot[3].number}`), [3]);
	assert.deepEqual(await names('q=%27%3A*'), []);
	for (const sort of ['-updatedAt', 'updatedAt', '-createdAt', 'createdAt', 'number', '-number', '-priority']) {
		const walked = [];
		for (let next = ''; next !== undefined;) {
			const page = await listed(`tag=${encodeURIComponent(tag)}&sort=${sort}&limit=2${next && `&after=${next}`}`);
			walked.push(...page.items.map(each => lot.findIndex(({ id }) => id === each.id)));
			next = page.next;
		}
		assert.deepEqual(walked, await names(`sort=${sort}`), sort);
	}
	const { body } = await bob.request('GET', `${tickets}/summary`);
	assert.equal(body.mine >= 2 && body.pending >= 1 && body.unassigned >= 2, true);
});

test('two tickets become one, with what was said in both, and those that were merged before come along', async () => {
	const [first, second, third] = [await made({ content: 'One.', tags: ['a'], requesterName: 'Jane' }), await made({ content: 'Two.', tags: ['b'] }), await made({ content: 'Three.' })];
	const merge = (from, into) => ada.request('POST', `${tickets}/${from.id}/merge`, { version: from.version, intoId: into.id, intoVersion: into.version });
	const two = await merge(first, second);
	assert.equal(two.status, 200, two.text);
	assert.deepEqual([two.body.id, two.body.tags, two.body.requesterName, two.body.commentCount], [second.id, ['b', 'a'], 'Jane', 2]);
	assert.deepEqual([(await read(first)).status, (await read(first)).mergedInto], ['closed', { id: second.id, number: second.number }]);
	const stale = await merge(second, third);
	assert.deepEqual([stale.status, stale.body.ticket.id, stale.body.ticket.version], [409, second.id, 2]);
	assert.equal((await merge(two.body, third)).status, 200);
	assert.deepEqual((await said(third)).items.map(each => each.content), ['One.', 'Two.', 'Three.']);
	assert.deepEqual((await read(first)).mergedInto.id, third.id);
	assert.equal((await say(first, 'Still here?')).body.code, 'state');
	assert.equal((await change(await read(first), { status: 'open' })).body.code, 'state');
	assert.equal((await merge(await read(third), await read(third))).status, 422);
	const pages = [];
	for (let next = ''; next !== undefined;) {
		const page = await said(third, `?limit=2${next && `&after=${next}`}`);
		pages.push(page.items.map(each => each.content));
		next = page.next;
	}
	assert.deepEqual(pages, [['One.', 'Two.'], ['Three.']]);
});

test('many are changed at once, each by its version, and each says what became of it', async () => {
	const lot = [await made(), await made(), await made()];
	await change(lot[1], { priority: 'low' });
	const closed = (await change((await change(lot[2], { status: 'resolved' })).body, { status: 'closed' })).body;
	const asked = [{ id: lot[0].id, version: 1 }, { id: lot[1].id, version: 1 }, { id: closed.id, version: closed.version }, { id: randomUUID(), version: 1 }];
	const bulk = (list, changes) => ada.request('POST', `${tickets}/bulk`, { tickets: list, changes });
	const { body: { items } } = await bulk(asked, { status: 'pending', assignedAgentId: ada.id });
	assert.deepEqual(items.map(each => [each.id, each.outcome, each.reason, each.ticket?.status]), [
		[lot[0].id, 'done', undefined, 'pending'], [lot[1].id, 'conflict', undefined, 'open'], [closed.id, 'refused', 'state', undefined], [asked[3].id, 'absent', undefined, undefined]]);
	assert.equal((await read(lot[0])).assignedAgent.name, 'Ada');
	for (const [list, changes] of [[[], { priority: 'low' }], [[asked[0], asked[0]], { priority: 'low' }], [asked, {}], [asked, { priority: 'none' }]])
		assert.equal((await bulk(list, changes)).status, 422);
});

test('a tenant has fields of its own, which a ticket must have before it is resolved', async () => {
	const fields = `${tickets}/fields`, ticket = await made();
	const field = async body => (await ada.request('POST', fields, body)).body;
	const order = await field({ key: 'order_no', label: 'Order', kind: 'text', isRequired: true });
	const size = await field({ key: 'size', label: 'Size', kind: 'choice', choices: ['S', 'L'] });
	assert.equal((await ada.request('POST', fields, { key: 'size', label: 'Again', kind: 'text' })).body.code, 'conflict');
	assert.equal((await ada.request('POST', fields, { key: 'color', label: 'Colour', kind: 'choice' })).status, 422);
	assert.equal((await bob.request('POST', fields, { key: 'mine', label: 'Mine', kind: 'text' })).status, 403);
	assert.deepEqual((await bob.request('GET', fields)).body.items.map(each => each.key), ['order_no', 'size']);
	for (const wrong of [{ nothing: 'x' }, { size: 'M' }, { order_no: 5 }]) assert.equal((await change(ticket, { fields: wrong })).status, 422, JSON.stringify(wrong));
	assert.equal((await change(ticket, { status: 'resolved' })).body.code, 'state');
	const filled = await change(ticket, { status: 'resolved', fields: { order_no: 'A-17', size: 'L' } });
	assert.deepEqual([filled.status, filled.body.fields], [200, { order_no: 'A-17', size: 'L' }]);
	assert.deepEqual((await change(filled.body, { fields: { size: null } })).body.fields, { order_no: 'A-17' });
	assert.equal((await ada.request('PATCH', `${fields}/${order.id}`, { isRequired: false })).body.isRequired, false);
	for (const [method, path, body] of [['POST', fields, { key: 'twice', label: 'Twice', kind: 'choice', choices: ['S', 'L', 'S'] }], ['PATCH', `${fields}/${size.id}`, { choices: ['L', 'L'] }]])
		assert.deepEqual((({ status, body: { detail } }) => [status, detail])(await ada.request(method, path, body)), [422, 'choices must each be another']);
	for (const { id } of [order, size]) assert.deepEqual([(await ada.request('DELETE', `${fields}/${id}`)).status, (await ada.request('DELETE', `${fields}/${id}`)).status], [204, 404]);
	assert.deepEqual((await read(ticket)).fields, {}, 'a field that is deleted is shown no more');
	const other = await field({ key: 'order_no', label: 'Orders', kind: 'number', isRequired: true });
	assert.deepEqual((await read(ticket)).fields, {}, 'nor as one of another kind');
	const open = (await change(await read(ticket), { status: 'open' })).body;
	assert.equal((await change(open, { status: 'resolved' })).body.code, 'state', 'nor does it fill that in');
	await ada.request('DELETE', `${fields}/${other.id}`);
	const again = await field({ key: 'order_no', label: 'Order', kind: 'text' });
	assert.deepEqual((await read(ticket)).fields, { order_no: 'A-17' });
	await ada.request('DELETE', `${fields}/${again.id}`);
	const emptied = await change(open, { fields: { order_no: null } });
	assert.equal(emptied.status, 200, 'what a deleted field has left can be taken away');
	await ada.request('DELETE', `${fields}/${(await field({ key: 'order_no', label: 'Order', kind: 'text' })).id}`);
	assert.deepEqual((await read(ticket)).fields, {});
});

test('views are their agent\'s, or everybody\'s where a supervisor made them, and tags are proposed', async () => {
	const views = `${tickets}/views`;
	const own = (await bob.request('POST', views, { name: 'Urgent', filter: { priority: 'urgent', status: 'open' } })).body;
	assert.equal((await bob.request('POST', views, { name: 'All', isShared: true })).status, 403);
	const shared = (await ada.request('POST', views, { name: 'Nobody has', filter: { assignee: 'none' }, isShared: true })).body;
	assert.deepEqual((await bob.request('GET', views)).body.items.map(each => [each.name, each.isShared]), [['Nobody has', true], ['Urgent', false]]);
	assert.deepEqual((await ada.request('GET', views)).body.items.map(each => each.name), ['Nobody has']);
	assert.equal((await ada.request('PATCH', `${views}/${own.id}`, { name: 'Mine now' })).status, 404);
	assert.equal((await bob.request('DELETE', `${views}/${shared.id}`)).status, 404);
	assert.equal((await bob.request('PATCH', `${views}/${own.id}`, { filter: { q: 'fern' } })).body.filter.q, 'fern');
	assert.equal((await bob.request('POST', views, { name: 'x', filter: { limit: '5' } })).status, 422);
	assert.equal((await bob.request('DELETE', `${views}/${own.id}`)).status, 204);
	await made({ tags: ['Zebra stripes', 'a zebra'] });
	assert.deepEqual((await bob.request('GET', `${tickets}/tags?q=ZEBRA`)).body.items, ['Zebra stripes', 'a zebra']);
});

test('whatever is asked or said of tickets is judged, and breaks nothing', async () => {
	const ticket = await made(), long = 'x'.repeat(20_000), odd = ["'; DROP TABLE support_tickets; --", '%', '_', '\\', "' & !('", '\ud800', ':*', '<->', '() | !', '%L%s%I$1', '(a|b)*', 'é'.repeat(60), '#'.repeat(99)];
	for (const value of odd) {
		for (const name of ['q', 'tag']) assert.ok([200, 422].includes((await ada.request('GET', `${tickets}?${name}=${encodeURIComponent(value.toWellFormed())}`)).status), `${name}: ${value}`);
		for (const name of ['status', 'assignee', 'team', 'priority', 'channel', 'sort', 'after']) assert.equal((await ada.request('GET', `${tickets}?${name}=${encodeURIComponent(value.toWellFormed())}`)).status, 422, `${name}: ${value}`);
		assert.ok([200, 422].includes((await ada.request('GET', `${tickets}/tags?q=${encodeURIComponent(value.toWellFormed())}`)).status));
		const kept = await ada.request('POST', tickets, { subject: value, tags: [value] });
		assert.ok([201, 422].includes(kept.status), value);
		if (kept.status === 201) assert.deepEqual([kept.body.subject, kept.body.tags], [value, [value]]);
	}
	const bad = [{ subject: long }, { subject: 'x', tags: Array(21).fill('x') }, { subject: 'x', fields: { [long]: 1 } }, { subject: 'x', fields: { __proto__: 1 } }, { subject: 'x', visitorId: 'nobody' }, { subject: 'x', assignedAgentId: randomUUID() }, { subject: ['x'] }, { subject: 'x', content: long }, { subject: 'x', requesterEmail: 'a@b@c' }];
	for (const body of bad) assert.ok([201, 422].includes((await ada.request('POST', tickets, JSON.parse(JSON.stringify(body)))).status), JSON.stringify(body).slice(0, 60));
	for (const body of [{}, { version: '1' }, { version: 0 }, { version: 1, status: 'snoozed', snoozedUntil: 'tomorrow' }, { version: 1, snoozedUntil: '9999-12-31T23:59:59-23:59', status: 'snoozed' }])
		assert.ok([200, 422].includes((await ada.request('PATCH', `${tickets}/${ticket.id}`, body)).status), JSON.stringify(body));
	for (const filter of [[], { q: long }, { status: 1 }, { constructor: 'x' }]) assert.equal((await ada.request('POST', `${tickets}/views`, { name: 'x', filter })).status, 422);
	for (const path of ['not-an-id', `${ticket.id}/comments/x`]) assert.equal((await ada.request('GET', `${tickets}/${path}`)).status, 404, path);
});

test('what sleeps wakes at its time, and a chat that nobody answered becomes a ticket, of which the consoles hear', async () => {
	const ticket = await made();
	assert.equal((await change(ticket, { status: 'snoozed' })).status, 422);
	assert.equal((await change(ticket, { status: 'snoozed', snoozedUntil: '2020-01-01T00:00:00Z' })).status, 422);
	const soon = new Date(Date.now() + 3600_000).toISOString();
	for (const answer of [await change(ticket, { snoozedUntil: soon }), await change(ticket, { status: 'pending', snoozedUntil: soon }), await say(ticket, 'Later.', { status: 'pending', snoozedUntil: soon })])
		assert.deepEqual([answer.status, answer.body.detail], [422, 'snoozedUntil must come with the status snoozed, or be left out']);
	assert.equal((await change(ticket, { snoozedUntil: null })).body.version, ticket.version);
	const asleep = await change(ticket, { status: 'snoozed', snoozedUntil: soon });
	assert.equal(asleep.body.status, 'snoozed', asleep.text);
	await server.postgresql.query(`UPDATE ${schema}.support_tickets SET snoozed_until = now() WHERE id = $1`, [ticket.id]);
	await server.postgresql.query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE kind = 'tickets.wake' AND subject_id = $1", [ticket.id]);
	const woken = await ada.socket.event('ticket_changed', e => e.ticket.id === ticket.id && e.ticket.version === 3);
	assert.equal(woken.ticket.status, 'open');
	assert.deepEqual((await history(ticket))[0].actorType, 'system');
	const settings = (await ada.request('GET', `${tickets}/settings`)).body;
	assert.deepEqual({ ...settings, version: 0 }, { unansweredBecomesTicket: false, version: 0 });
	assert.equal((await bob.request('PATCH', `${tickets}/settings`, { version: settings.version, closeAfterDays: 3 })).status, 403);
	const set = await ada.request('PATCH', `${tickets}/settings`, { version: settings.version, unansweredBecomesTicket: true, closeAfterDays: 3 });
	assert.deepEqual({ ...set.body, version: 0 }, { unansweredBecomesTicket: true, closeAfterDays: 3, version: 0 });
	assert.equal((await ada.request('PATCH', `${tickets}/settings`, { version: settings.version, closeAfterDays: null })).status, 409);
	const visitor = await Visitor.start(server, tenant, { visitorName: 'Nobody answered' });
	await visitor.connect();
	await sendMessage(visitor, visitor.session.id, 'Is anybody there?');
	ada.socket.forget();
	assert.equal((await visitor.request('POST', `/api/support/chat/${visitor.session.id}/end`, {})).status, 200);
	const { ticket: told } = await ada.socket.event('ticket_changed', e => e.ticket.status === 'open');
	const chat = await read(told);
	assert.deepEqual([chat.sessionId, chat.subject, chat.channel], [visitor.session.id, 'Chat with Nobody answered', 'chat']);
	assert.equal((await say(chat, 'We write to them.')).status, 201, 'its key comes with the first words');
	assert.deepEqual((await said(chat)).items.map(each => each.content), ['We write to them.']);
});

test('all that is to be closed is closed in one go, a part after the other', async () => {
	const { version } = (await ada.request('GET', `${tickets}/settings`)).body;
	assert.equal((await ada.request('PATCH', `${tickets}/settings`, { version, closeAfterDays: 3 })).status, 200);
	await server.postgresql.inScope(tenant, client => client.query(`INSERT INTO support_tickets (subject, channel, status, resolved_at)
		SELECT 'Done long ago', 'api', 'resolved', now() - interval '5 days' FROM generate_series(1, 1100)`));
	const left = async () => Number((await server.postgresql.query(`SELECT count(*) FROM ${schema}.support_tickets WHERE subject = 'Done long ago' AND status <> 'closed'`))[0].count);
	await server.postgresql.query("SELECT control.jobs_ensure(ARRAY['tickets.close'], ARRAY[3600], ARRAY[true])");
	await server.postgresql.query("UPDATE control.jobs SET run_at = now(), wakes_at = now() WHERE kind = 'tickets.close' AND state = 'later'");
	await until(async () => await left() === 0, 60_000, 'all to be closed');
	await calm.end();
});
