// What every statement is asked with, as the server asks: a row of CASES, else by the names of its
// parameters. A statement of which neither knows enough is an error.
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readStatements } from '../../../sql/parse.mjs';
import { messageId } from '../../harness/ids.mjs';
import { project } from '../../sql/database.mjs';

// What the writer sends, as gateway/writer/flight.c has it.
const writers = [
	{ name: 'control.lock_counters', isControl: true, isWrite: true, sql: 'SELECT control.lock_counters($1, $2)' },
	{
		name: 'chat_messages_store', isControl: false, isWrite: true,
		sql: 'SELECT place, outcome, seq, created_at FROM chat_messages_store($1, $2, $3, $4, $5, $6, $7, $8)',
	},
	{ name: 'control.dead_letter_put', isControl: true, isWrite: true, sql: 'SELECT control.dead_letter_put($1, $2, $3, $4, $5, $6, $7, $8, $9)' },
];
const countParams = sql => Math.max(...[...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
export const statements = [
	...Object.values(readStatements(join(project, 'sql'))).flat(),
	...writers.map(writer => ({ ...writer, params: Array(countParams(writer.sql)).fill(null) })),
];

const DAY_MS = 86_400_000, PAGE = 50, PAGE_BYTES = 24 * 1024;
const OPEN = ['waiting', 'transferred'];
const later = days => new Date(Date.now() + days * DAY_MS);
const ids = sessions => sessions.map(session => session.id);
const isQueued = session => OPEN.includes(session.status);
const cursorOf = session => `${session.started}_${session.status === 'waiting' ? 'new' : 'old'}`;
const mark = origin => createHash('sha256').update(origin).digest('hex').slice(0, 16);

/** New messages of some sessions, some of one: as many as gather in 10 ms where 2,000 come a second. */
function batch(s) {
	const of = Array.from({ length: 20 }, () => s.session('active', 'active', 'waiting', 'long'));
	const rows = of.map(session => ({ session: session.status === 'ended' ? s.session('active') : session, id: messageId() }));
	return [rows.map(row => row.id), rows.map(row => row.session.id), rows.map(() => 'visitor'), rows.map(row => row.session.visitor_id),
		rows.map(() => s.bytes(100)), rows.map(() => s.bytes(16)), rows.map(() => new Date()), false];
}

/** Both sides' receipts of some sessions. */
function receipts(s) {
	const rows = s.sessions(20, 'active', 'active', 'long').flatMap(session => ['visitor', 'agent'].map(side => ({ session, side })));
	const heads = rows.map(row => String(row.session.head));
	return [rows.map(row => row.session.id), rows.map(row => row.side), heads, heads];
}

function digests(s) {
	const sessions = s.sessions(100, 'active', 'waiting');
	return [ids(sessions), sessions.map(session => (isQueued(session) ? String(s.number(1, 300)) : ''))];
}

function whereabouts(s) {
	const sessions = s.sessions(100, 'active', 'waiting');
	return [randomUUID(), ids(sessions), sessions.map(() => 'here'), sessions.map((_, i) => (i % 3 ? '' : `https://shop.example/things/${i}`))];
}

function resume(s) {
	const session = s.session(), after = s.maybe(Math.max(0, session.head - s.number(0, 60)));
	return [session.id, after, after === null ? null : s.epoch, after === null ? PAGE : 2 * PAGE, PAGE_BYTES, isQueued(session) ? s.number(1, 300) : null];
}

function start(s) {
	const visitor = s.maybe(s.session('ended').visitor_id) ?? randomUUID();
	const waiting = s.random() < 0.9 ? 20_000 : null; // as a worker knows it of a queue that somebody looks at
	return [visitor, null, null, null, null, 'https://shop.example/things/1', null, randomUUID(), s.bytes(80), waiting];
}

function signInStart(s) {
	const { user_id } = s.agent();
	return [s.bytes(32), user_id, s.tenant, later(14), 'Firefox', 'hash'];
}

function transfer(s) {
	const session = s.session('active');
	return [session.id, s.maybe(s.agent().id), session.agent_id, false, ['active'], randomUUID(), s.maybe(s.bytes(200))];
}

function identify(s) {
	const visitor = s.session('active', 'waiting').visitor_id, name = `new-${s.number(1, 1e9)}`;
	return [visitor, `c-${name}`, `c-former-${name}`, name, 'A name', null];
}

function found(s) {
	const session = s.session();
	return [session.message_id, session.id, session.sender_type, session.sender_id];
}

function ofVisitor(s) {
	const session = s.session();
	return [session.visitor_id, s.maybe('agent') ?? 'visitor', s.maybe(session.id), s.maybe(s.session().started), PAGE];
}

function end(s) {
	const session = s.session('active', 'waiting');
	return [session.id, 'agent', session.agent_id ?? s.agent().id, true, [...OPEN, 'active']];
}

function name(s) {
	const session = s.session('active', 'waiting');
	return [session.id, session.visitor_id, 'A name', s.maybe('a@example.org')];
}

function load(s) {
	const session = s.session();
	return [session.id, isQueued(session) ? s.maybe(s.number(1, 300)) : null];
}

// What each is called with, where names do not say it.
const CASES = {
	agent_list: s => [s.maybe(s.agent().place), PAGE],
	agents_note: s => [s.agentIds(20), s.agentIds(2)],
	agents_leave: s => [s.agentIds(2)],
	visitor_prove: identify,
	visitor_attributes_note: s => [s.session('active', 'waiting').visitor_id, { plan: `of ${s.number(1, 1e9)}` }, null, null],
	visitor_events_note: s => [s.session('active', 'waiting').visitor_id, JSON.stringify([{ id: randomUUID(), name: 'added to cart', agoMs: 500, properties: { sku: `fern-${s.number(1, 1e9)}` } }])],
	upkeep_installation: s => [s.job(false).id, 1],
	upkeep_tenant: s => [s.job(true).id, 1],
	user_set_password: s => [s.agent().user_id, 'another', s.signIn().id],
	sign_in_start: signInStart,
	sign_ins_gone: s => [[...Array.from({ length: 99 }, () => s.signIn().id), randomUUID()]],
	me: s => (({ id, user_id }) => [user_id, id, 'Europe/Berlin'])(s.agent()),
	chat_visitors_note: s => [ids(s.sessions(100, 'waiting'))],
	chat_visitors_tell: whereabouts,
	chat_sessions_abandon: () => [randomUUID(), PAGE, true],
	chat_messages_after: s => (({ id, head }) => [id, s.number(0, head), 200, 64 * 1024])(s.session()),
	chat_messages_before: s => (({ id, head }) => [id, s.number(1, head + 1), 200, 64 * 1024])(s.session()),
	chat_resume: resume,
	chat_message_find: found,
	chat_receipts_store: receipts,
	chat_heads: s => (sessions => [sessions.map(() => s.tenant), ids(sessions)])(s.sessions(200, 'active', 'waiting')),
	chat_queue: s => [s.maybe(cursorOf(s.session('waiting'))), PAGE],
	chat_places: () => [100_000],
	chat_sessions_requeue: s => [s.agents.slice(0, 5).map(agent => agent.id)],
	chat_session_load: load,
	chat_session_start: start,
	chat_session_assign: s => (agent => [s.session('waiting').id, agent, agent, false, OPEN])(s.agent().id),
	chat_session_transfer: transfer,
	chat_session_end: end,
	chat_sessions_end: s => [ids(s.sessions(5, 'active', 'waiting')), s.agent().id, true, [...OPEN, 'active']],
	chat_session_name: name,
	chat_sessions_of_visitor: ofVisitor,
	chat_sessions_active: s => [s.maybe(s.agent().id), s.maybe(s.session('active').started), PAGE],
	chat_sessions_ended: s => [s.maybe(s.agent().id), s.maybe(s.session('ended').ended), PAGE],
	chat_session_digests: digests,
	chat_session_states: s => [ids(s.sessions(200, 'active', 'waiting'))],
	jobs_claim: () => [['accounts.upkeep'], ['1'], ['40'], ['5'], randomUUID(), '', 32],
	jobs_failed: s => [s.job(true).id, 1, 5, 1000, 'busy'],
	jobs_put_back: s => [s.job(true).id, 1, 0],
	jobs_ensure: () => [['accounts.upkeep'], ['3600'], ['true']],
	sign_in_check: s => [s.signIn().token_hash],
	visitor_token_check: s => [s.pick(s.tokens).token_hash, later(30)],
	visitor_goes_by: s => [s.session().visitor_id],
	visitor_token_store: s => [s.session().visitor_id, s.bytes(32), 'http://shop.example', later(30)],
	idempotency_claim: s => [s.maybe(s.pick(s.keys).key_hash) ?? s.bytes(32), s.bytes(32)],
	idempotency_keep: s => [s.pick(s.keys).key_hash, 201, s.bytes(300)],
	sockets_leaving: s => [Array.from({ length: 200 }, (_, i) => `${i % 20 ? s.tenant : randomUUID()} ${mark('http://shop.example')}`)],
	'control.lock_counters': s => (sessions => [sessions.map(() => s.tenant), ids(sessions)])(s.sessions(50, 'active', 'waiting')),
	chat_messages_store: batch,
	'control.dead_letter_put': s => (({ id, visitor_id }) => [s.tenant, id, messageId(), 'visitor', visitor_id, s.bytes(100), s.bytes(16), new Date(), '22000'])(s.session()),
};

// What else there is, by the parameter's name and type.
const PARAMETERS = {
	'after_id uuid': () => randomUUID(),
	'agent_id uuid': s => s.agent().id,
	'agent_ids texts': s => s.agentIds(5),
	'choice text': s => s.maybe('online') ?? 'away',
	'cursor text': () => null,
	'email text': s => s.agent().email,
	'expires_at time': () => later(30),
	'kept_parameters texts': () => ['sku'],
	'most int': () => PAGE,
	'origin text': () => 'https://elsewhere.example',
	'session_id uuid': s => s.session().id,
	'session_ids texts': s => ids(s.sessions(50)),
	'sign_in_id uuid': s => s.signIn().id,
	'tenant_id uuid': s => s.tenant,
	'time_zone text': () => 'Europe/Berlin',
	'user_id uuid': s => s.agent().user_id,
	'version text': () => 'of some program',
	'visitor_id text': s => s.session().visitor_id,
	'worker_id uuid': () => randomUUID(),
};

/** The values of one call; throws when nobody has said what a parameter is. */
export function valuesOf(statement, sample) {
	const { name, file, line, params } = statement;
	if (CASES[name]) return CASES[name](sample);
	return params.map(param => {
		const value = PARAMETERS[`${param.name} ${param.type}`];
		if (!value) throw new Error(`${file}:${line}: what ${name} is called with, above all ${param.name}, is not in tests/load/scale/cases.mjs`);
		return value(sample);
	});
}

/** Throws when there is a row of a statement that there is not. */
export function checkCases() {
	const unknown = Object.keys(CASES).filter(name => !statements.some(statement => statement.name === name));
	if (unknown.length > 0) throw new Error(`tests/load/scale/cases.mjs has rows of statements that are not there: ${unknown.join(', ')}`);
}
