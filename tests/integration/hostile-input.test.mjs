// Every route that takes something, with each thing that it takes made hostile: another type, too much, too deep, what no text
// may have, numbers that are none. Whatever it is, it gets an answer that names a fault, or is taken; nothing breaks, and
// nothing is to be said of it in the log. Routes and what they take stand in openapi.yaml: one that is added is tried, too.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { Agent, Visitor, sendMessage } from '../harness/client.mjs';
import { Server } from '../harness/server.mjs';

const { paths, components } = parse(readFileSync(new URL('../../proto/openapi.yaml', import.meta.url), 'utf8'));
const AT_ONCE = 6;
/** What would end the sign-in or the chat by which the others are tried. */
const LAST = new Set(['POST /api/admin/sign-in', 'POST /api/admin/sign-out']);

let server, tenant, ada, visitor, ids;
before(async () => {
	server = await Server.start();
	tenant = server.createTenant('Hostile');
	ada = await Agent.signIn(server, server.addAgent(tenant, 'ada@hostile.example', { name: 'Ada', role: 'admin' }));
	visitor = await Visitor.start(server, tenant, { visitorName: 'Vera', visitorEmail: 'vera@customer.example' });
	await visitor.connect();
	await sendMessage(visitor, visitor.session.id, 'Hello');
	await visitor.socket.close();
	const made = async (path, body) => (await ada.request('POST', path, body)).body.id;
	ids = {
		tenantId: tenant, sessionId: visitor.session.id, agentId: ada.id,
		ticketId: await made('/api/admin/support/tickets', { subject: 'A fern', content: 'It is late' }),
		viewId: await made('/api/admin/support/tickets/views', { name: 'Mine' }),
		fieldId: await made('/api/admin/support/tickets/fields', { key: 'size', label: 'Size', kind: 'text' }),
		teamId: await made('/api/admin/support/teams', { name: 'Ferns' }),
	};
	assert.ok(Object.values(ids).every(Boolean), JSON.stringify(ids));
});
after(() => server?.stop());

const named = (one, kind) => (one?.$ref ? components[kind][one.$ref.split('/').at(-1)] : one);
const schemaOf = schema => named(schema, 'schemas');

/** Something that such a member may be, so that a request fails by another one alone. */
function fit(given) {
	const schema = schemaOf(given), type = [schema.type].flat()[0];
	if (schema.enum) return schema.enum[0];
	if (schema.format === 'uuid') return randomUUID();
	if (schema.format === 'date-time') return '2026-12-01T00:00:00.000Z';
	return { integer: 1, number: 1, boolean: true, array: [], object: {} }[type] ?? 'x';
}

function deep(levels) {
	let value = [];
	for (let i = 0; i < levels; i++) value = [value];
	return value;
}
const HOSTILE = [null, true, -1, 1e308, 0.5, 9007199254740993, '', 'x'.repeat(20_000), 'a\0b', '\ud800', '\u202e\u0007', "'; DROP TABLE visitors; --", [], [null, {}, 'x', 1], {}, { $ref: 'x', length: -1 }, deep(40),
	Array.from({ length: 1500 }, (_, i) => i), '2026-02-30T25:61:61Z', '00000000-0000-0000-0000-000000000000'];
const QUERIES = ['', '%00', '%ff%fe', '-1', '1e9', 'x'.repeat(3000), '%27%3B--', '%E2%80%AE', '9'.repeat(40), '2026-13-45', '00000000-0000-0000-0000-000000000000', 'true&limit=x'];

/** What is read for as long as it is open. */
const isStream = ({ responses }) => Object.values(responses).some(one => named(one, 'responses')?.content?.['text/event-stream']);
const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation }))).filter(one => !isStream(one));
const at = path => path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? (name === 'version' ? '1' : randomUUID()));
const person = path => (path.startsWith('/api/support') ? visitor : ada);

function* bodies({ requestBody }) {
	const json = named(requestBody, 'requestBodies')?.content?.['application/json'];
	if (!json) return;
	const { properties = {}, required = [] } = schemaOf(json.schema), usual = Object.fromEntries(required.map(name => [name, fit(properties[name])]));
	for (const body of [null, [], 'x', 7, deep(40), {}]) yield body;
	for (const name of Object.keys(properties)) for (const value of HOSTILE) yield { ...usual, [name]: value };
}

function* targets({ path, parameters = [] }) {
	for (const { in: where, name } of parameters.map(one => named(one, 'parameters')))
		if (where === 'query') for (const value of QUERIES) yield `${at(path)}?${name}=${value}`;
}

/** So many at once; answers what went wrong. */
async function each(list, run) {
	const faults = [], queue = list[Symbol.iterator]();
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		for (const one of queue) {
			const fault = await run(one).catch(error => `${error}`);
			if (fault) faults.push(fault);
		}
	}));
	return faults;
}

/** What is wrong about an answer: that it is none, or a fault of ours, or a refusal that says nothing. */
function faultOf({ status, headers, body, text }, what) {
	const type = headers.get('content-type') ?? '', isProblem = /^application\/problem\+json/.test(type) && typeof body.code === 'string';
	const isPage = !what.includes(' /api/') && /^text\/html/.test(type);
	if (status < 400 || (status < 500 && (isProblem || isPage))) return undefined;
	return `${what}: ${status} ${text.slice(0, 200)}`;
}

async function isWell() {
	assert.equal((await ada.request('GET', '/api/admin/me')).status, 200);
	assert.equal((await visitor.request('GET', `/api/support/chat/${visitor.session.id}`)).status, 200);
	assert.equal((await ada.request('GET', `/api/admin/support/tickets/${ids.ticketId}`)).status, 200);
}

test('whatever stands in a query, it is an answer', async () => {
	const tried = operations.filter(({ method }) => method === 'GET').flatMap(operation => [...targets(operation)].map(target => ({ operation, target })));
	assert.ok(tried.length > 500, `${tried.length} requests`);
	assert.deepEqual(await each(tried, async ({ operation: { path }, target }) => faultOf(await person(path).request('GET', target), `GET ${target}`)), []);
	await isWell();
});

test('whatever stands in a body, it is an answer', async () => {
	const tried = operations.filter(({ method, path }) => !LAST.has(`${method} ${path}`)).flatMap(operation => [...bodies(operation)].map(body => ({ operation, body })));
	assert.ok(tried.length > 2000, `${tried.length} requests`);
	assert.deepEqual(await each(tried, async ({ operation: { method, path }, body }) => faultOf(await person(path).request(method, at(path), body), `${method} ${path} ${JSON.stringify(body).slice(0, 300)}`)), []);
	await isWell();
});
