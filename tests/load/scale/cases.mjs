// What every statement is asked with, as the server asks: a row of CASES, else by the names of its
// parameters. A statement of which neither knows enough is an error.
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readStatements } from '../../../sql/parse.mjs';
import { messageId } from '../../harness/ids.mjs';
import { project } from '../../sql/database.mjs';

// What the writer sends, as gateway/writer/send.c has it.
const writers = [
	{ name: 'control.lock_counters', isControl: true, isWrite: true, sql: 'SELECT control.lock_counters($1, $2)' },
	{ name: 'chat_messages_add', isControl: false, isWrite: true, sql: 'SELECT chat_messages_add($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)' },
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

/** New messages of some sessions, some of one, session by session: as many as gather in 10 ms where 2,000 come a second. */
function batch(s) {
	const of = Array.from({ length: 20 }, () => s.session('active', 'active', 'waiting', 'long')).map(session => (session.status === 'ended' ? s.session('active') : session));
	return of.sort((a, b) => (a.id < b.id ? -1 : 1)).map(session => ({ session, id: messageId(), content: s.bytes(100), print: s.bytes(16), at: new Date() }));
}

const contents = rows => [rows.map(() => 'visitor'), rows.map(row => row.session.visitor_id), rows.map(row => row.content), rows.map(row => row.print), rows.map(row => row.at)];

function added(s) {
	const rows = batch(s), sessions = [...new Set(ids(rows.map(row => row.session)))];
	const ranks = rows.map((row, i) => rows.slice(0, i + 1).filter(({ session }) => session.id === row.session.id).length);
	return [sessions, sessions.map(id => rows.filter(row => row.session.id === id).length), sessions.map(() => new Date()), sessions.map(() => 'infinity'),
		rows.map(row => row.id), rows.map(row => sessions.indexOf(row.session.id) + 1), ranks, ...contents(rows)];
}

function stored(s) {
	const rows = batch(s);
	return [ids(rows), ids(rows.map(row => row.session)), ...contents(rows), true];
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

function signInBegin(s) {
	const { user_id } = s.agent();
	return [s.bytes(32), s.bytes(32), user_id, s.tenant, later(14), 'Firefox', 'hash'];
}

/** Recovery codes' hashes, as two master keys make them. */
const codeHashes = s => [1, 2].map(() => s.bytes(32).toString('hex'));

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
	agent_list: s => [s.maybe('agent 1'), s.maybe(randomUUID()), true, s.maybe(s.agent().place), PAGE],
	agent_change: s => [s.agent().id, s.agent().id, `Robin ${s.number(1, 1e9)}`, null, s.number(1, 100), null],
	invitation_make: s => [s.bytes(32), `new${s.number(1, 1e9)}@shop.example`, 'new@shop.example', 'New', 'agent', s.agent().id, later(7), randomUUID(), s.bytes(200)],
	invitation_send_again: s => [randomUUID(), s.bytes(32), s.agent().id, later(7), randomUUID(), s.bytes(200)],
	sign_ins_failed: s => [[randomUUID()], ['2001:db8::1'], ['1']],
	password_ask: s => [randomUUID(), s.bytes(100)],
	password_ask_get: () => [randomUUID()],
	password_ask_answer: s => [randomUUID(), 'nobody@shop.example', s.job(false).id, 1],
	password_mail: s => [randomUUID(), s.bytes(32), randomUUID(), s.bytes(200), s.job(true).id, 1],
	password_reset_find: s => [s.bytes(32)],
	password_reset_use: s => [s.bytes(32), 'a hash'],
	team_make: s => [s.agent().id, `Team ${s.number(1, 1e9)}`, s.agentIds(5)],
	team_change: s => [randomUUID(), s.agent().id, `Team ${s.number(1, 1e9)}`, true, s.agentIds(5)],
	team_delete: s => [randomUUID(), s.agent().id],
	team_get: () => [randomUUID()],
	invitation_drop: s => [randomUUID(), s.agent().id],
	invitation_find: s => [s.bytes(32)],
	invitation_accept: s => [s.bytes(32), null, 'a hash'],
	audit_list: s => [...(s.maybe(['agent', s.agent().id]) ?? [null, null]), s.maybe('session.end'), s.maybe('2026-11-01'), null, 'Europe/Berlin', null, PAGE],
	agents_note: s => [s.agentIds(20), s.agentIds(2)],
	agents_leave: s => [s.agentIds(2)],
	visitor_prove: identify,
	visitor_attributes_note: s => [s.session('active', 'waiting').visitor_id, { plan: `of ${s.number(1, 1e9)}` }, null, null],
	visitor_events_note: s => [s.session('active', 'waiting').visitor_id, JSON.stringify([{ id: randomUUID(), name: 'added to cart', agoMs: 500, properties: { sku: `fern-${s.number(1, 1e9)}` } }])],
	upkeep_installation: s => [s.job(false).id, 1],
	upkeep_tenant: s => [s.job(true).id, 1],
	user_set_password: s => [s.agent().user_id, 'another', s.signIn().id],
	sign_in_begin: signInBegin,
	provider_sign_in_begin: s => [s.bytes(32), s.tenant, 'https://login.example', 'desk'],
	provider_sign_in_take: s => [s.bytes(32)],
	sign_in_by_provider: s => [s.bytes(32), s.bytes(32), s.tenant, 'https://login.example', 'frontdesk', randomUUID(), s.agent().email, false, later(14), 'Firefox'],
	sign_in_provider_settings: () => ['https://desk.example/admin/sign-in/callback'],
	sign_in_provider_set: s => [s.agent().id, 'https://login.example', 'desk', s.bytes(154), `Example ${s.number(1, 1e9)}`, false, false, ['shop.example']],
	sign_in_complete: s => [s.bytes(32), s.bytes(32), later(14), 'Firefox', s.maybe(s.number(1, 1e8)), codeHashes(s)],
	second_factor_begin: s => [s.agent().user_id, s.bytes(154)],
	second_factor_confirm: s => (({ id, user_id }) => [id, user_id, s.signIn().id, s.bytes(154), s.number(1, 1e8), codeHashes(s)])(s.agent()),
	recovery_codes_make: s => (({ id, user_id }) => [id, user_id, s.number(1, 1e8), codeHashes(s)])(s.agent()),
	second_factor_off: s => (({ id, user_id }) => [id, user_id, null, codeHashes(s)])(s.agent()),
	api_key_make: s => [s.agent().id, s.bytes(32), 'CRM', ['chats:read'], s.maybe(later(30))],
	sign_ins_gone: s => [[...Array.from({ length: 99 }, () => s.signIn().id), randomUUID()]],
	me: s => (({ id, user_id }) => [user_id, id, s.signIn().id, 'Europe/Berlin'])(s.agent()),
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
	jobs_page: s => [s.pick(['later', 'due', 'taken', 'dead']), null, PAGE],
	job_retry: s => [randomUUID(), s.agent().id],
	job_drop: s => [randomUUID(), s.agent().id],
	webhook_create: s => [randomUUID(), 'https://shop.example/hook', '', ['message_created'], s.bytes(140), s.agent().id],
	webhook_change: s => [randomUUID(), 'https://shop.example/hook', null, JSON.stringify(['message_created']), 'active', s.agent().id],
	webhook_rotate: s => [randomUUID(), s.bytes(140), s.agent().id],
	webhook_delete: s => [randomUUID(), s.agent().id],
	webhook_test: s => [randomUUID(), s.agent().id],
	webhook_deliveries: () => [randomUUID(), null, PAGE],
	webhook_send_again: s => [randomUUID(), randomUUID(), s.agent().id],
	webhook_begin: s => [randomUUID(), s.job(true).id, 1],
	webhook_message: s => (({ id, message_id }) => [id, message_id])(s.session()),
	webhook_ticket: () => [randomUUID()],
	webhook_comment: () => [randomUUID(), randomUUID()],
	webhook_survey: () => [randomUUID()],
	webhook_note: s => [randomUUID(), s.job(true).id, 1, true, 200, null, 40],
	webhook_upkeep: s => [s.job(true).id, 1],
	chat_widget_config_put: s => [s.agent().id, '2026-01-01T00:00:00.000000Z', '{}'],
	chat_widget_versions: () => [null, PAGE],
	chat_widget_version_return: s => [s.agent().id, '2026-01-01T00:00:00.000000Z', 1],
	file_session: s => [s.session('active').id, 'agent', s.agent().id],
	file_begin: s => [s.session('active').id, randomUUID(), 'agent', s.agent().id, s.bytes(60), s.bytes(72), 100_000],
	file_get: s => [s.session('active').id, randomUUID(), 'agent', s.agent().id],
	file_list: s => [s.session('active').id, 'agent'],
	file_piece_plan: s => [s.session('active').id, randomUUID(), 'agent', s.agent().id],
	file_piece_add: () => [randomUUID(), 0, 65_536, randomUUID(), null],
	file_remove: s => [s.session('active').id, randomUUID(), 'agent', s.agent().id],
	file_open: () => [randomUUID()],
	file_pieces: () => [randomUUID()],
	file_judge: s => [randomUUID(), 'clean', null, 27_000, s.job(true).id, 1],
	file_give: s => [s.session('active').id, randomUUID(), 'agent', s.agent().id, 27_000],
	file_job_done: s => [s.job(true).id, 1],
	files_sweep: s => [s.job(true).id, 1],
	allowed_origin_remove: s => [s.agent().id, 'https://elsewhere.example'],
	csat_plan: () => [randomUUID(), false],
	csat_ask: s => [randomUUID(), 'email', null, s.bytes(32), randomUUID(), s.bytes(300), 1, s.job(true).id, 1],
	csat_remind: s => [randomUUID(), s.bytes(32), randomUUID(), s.bytes(300), 1, s.job(true).id, 1],
	csat_job_done: s => [s.job(true).id, 1],
	csat_low_plan: () => [randomUUID(), 0],
	csat_low_mail: s => [randomUUID(), randomUUID(), 'a@example.org', s.bytes(200), s.job(true).id, 1, 30],
	csat_low_ticket: s => [randomUUID(), randomUUID(), s.bytes(80), '1 of 5 for a chat', s.job(true).id, 1],
	rating_code_tenant: s => [s.tenant, s.tenant],
	rating_survey: s => [s.bytes(32), 'de'],
	rating_answer: s => [s.bytes(32), 4, s.bytes(154), true, s.bytes(16)],
	rating_window: s => (({ id, visitor_id }) => [id, visitor_id])(s.session('ended')),
	rating_window_answer: s => (({ id, visitor_id }) => [id, visitor_id, 4, null, false, null])(s.session('ended')),
	csat_range: s => [s.maybe('2026-01-01'), s.maybe('2026-12-31')],
	csat_metrics: s => ['2026-01-01', '2026-01-30', s.maybe(s.agent().id), null, null, s.maybe('late')],
	csat_agents: s => ['2026-01-01', '2026-01-30', s.maybe(s.agent().id), null, null],
	csat_survey_list: s => [s.pick(['sent', 'responded', 'unsent']), '2026-01-01', '2026-01-30', s.maybe(s.agent().id), null, null, null, s.maybe('1,2'), null, null, PAGE],
	csat_settings_change: s => [s.agent().id, '2026-01-01T00:00:00.000000Z', '{}'],
	setup_checklist_dismiss: () => [true],
	tenant_settings: () => ['https://desk.example/chat-widget.js'],
	tenant_settings_change: s => [s.agent().id, 'none', '{}'],
	mail_take: () => [randomUUID(), 'desk.example'],
	mail_sent: s => [randomUUID(), '250 queued', s.job(true).id, 1],
	mail_failed: s => [randomUUID(), 'RCPT TO', 450, '450 later', false, false, s.job(true).id, 1],
	mail_job_done: s => [s.job(true).id, 1],
	mail_upkeep: s => [s.job(true).id, 1],
	sms_take: () => [randomUUID()],
	sms_sent: s => [randomUUID(), 201, '{}', s.job(true).id, 1],
	sms_failed: s => [randomUUID(), 500, 'later', false, false, false, s.job(true).id, 1],
	sms_job_done: s => [s.job(true).id, 1],
	sms_upkeep: s => [s.job(true).id, 1],
	sms_settings_set: s => [s.agent().id, 'https://api.twilio.com', 'AC1', null, '+493012345678', 3],
	sms_list: s => [s.maybe('waiting'), null, PAGE],
	sms_get: () => [randomUUID()],
	sms_try_again: s => [randomUUID(), s.agent().id],
	sms_drop: s => [randomUUID(), s.agent().id],
	sms_test: s => [randomUUID(), '+493012345678', s.bytes(154), 1, s.agent().id],
	sms_suppress: s => ['+493012345678', s.agent().id],
	sms_unsuppress: s => [randomUUID(), s.agent().id],
	mail_keep: s => [randomUUID(), s.bytes(154), s.job(true).id, 1],
	mail_content: () => [randomUUID()],
	mail_overview: () => [true, false, null, 'desk@mail.example'],
	mail_settings_set: s => ['The Shop', null, null, 'en', s.agent().id],
	mail_list: s => [s.maybe('waiting'), null, PAGE],
	mail_get: () => [randomUUID()],
	mail_try_again: s => [randomUUID(), s.agent().id],
	mail_drop: s => [randomUUID(), s.agent().id],
	mail_test: s => [randomUUID(), 'a@example.org', s.bytes(154), s.agent().id],
	chat_mail_store: s => (({ id, visitor_id }) => [messageId(), id, visitor_id, s.bytes(154), s.bytes(16), s.job(true).id, 1])(s.session('active')),
	chat_mail_take: () => [randomUUID()],
	chat_mail_job_done: s => [s.job(true).id, 1],
	chat_mail_send: s => (({ id, agent_id }) => [messageId(), id, agent_id, s.bytes(154), s.bytes(16), 'chat.reply', 'a@example.org', 'desk.example', s.bytes(154)])(s.session('active')),
	chat_mail_original: s => (({ id, message_id }) => [id, message_id])(s.session()),
	chat_session_follow: s => [s.session('ended').id, s.agent().id, randomUUID(), s.bytes(80)],
	inbound_keep: s => [messageId(), s.session().id, `${randomUUID()}@customer.example`, 'a@example.org', true, s.bytes(1000)],
	inbound_stranger: s => [`v-${randomUUID()}`, 'Ada', 'ada@customer.example', randomUUID(), s.bytes(80)],
	inbound_hook_set: s => [s.bytes(140), s.agent().id],
	inbound_settings: () => [true, 'support@in.desk.example', 'https://desk.example'],
	inbound_settings_set: s => ['true', null, s.agent().id],
	inbound_bounce: s => [s.session().id, 'a@example.org', 'It came back: status 5.1.1'],
	suppression_remove: s => [randomUUID(), s.agent().id],
	ticket_list: s => [{ status: ['open', 'closed'], ...s.maybe({ assignee: s.agent().id }) }, s.pick(['-updatedAt', 'createdAt', '-number', '-priority']), null, PAGE],
	ticket_get: s => [s.pick(s.tickets).id],
	ticket_key: s => [s.pick(s.tickets).id, s.bytes(80), s.agent().id],
	conversation_get: s => [randomUUID(), s.agent().id, true],
	inbound_ticket: s => [s.pick(s.tickets).id, s.bytes(80)],
	inbound_ticket_keep: s => [randomUUID(), s.pick(s.tickets).id, null, `${randomUUID()}@customer.example`, 'a@example.org', true, s.bytes(1000), s.bytes(16)],
	ticket_make: s => [randomUUID(), s.bytes(80), 'agent', s.agent().id, 'agent', { subject: 'Where is it?', tags: ['late'], visitorId: s.session().visitor_id }, randomUUID(), true, s.bytes(154), s.bytes(16)],
	ticket_form_key: s => [s.pick(s.tickets).id],
	ticket_form: s => [randomUUID(), s.bytes(80), null, 'Jane', 'jane@customer.example', s.bytes(400), s.bytes(16), randomUUID(), 'jane@customer.example', 'en', s.bytes(100)],
	ticket_make_of_chat: s => [s.session().id, randomUUID(), s.bytes(80), s.agent().id, null],
	ticket_change: s => (({ id, version }) => [id, version, s.agent().id, true, { priority: s.maybe('high') ?? 'low', assignedAgentId: s.agent().id }])(s.pick(s.tickets)),
	ticket_comment: s => [s.pick(s.tickets).id, randomUUID(), s.agent().id, true, true, s.bytes(154), s.bytes(16), { status: 'open' }, 'a@example.org', 'desk.example', s.bytes(154)],
	ticket_comments: s => [s.pick(s.tickets).id, null, PAGE, 256 * 1024],
	ticket_comment_get: s => (({ id, comment_id }) => [id, comment_id])(s.pick(s.tickets)),
	ticket_merge: s => (([a, b]) => [a.id, a.version, b.id, b.version, s.agent().id])([s.pick(s.tickets), s.pick(s.tickets)]),
	tickets_change: s => (some => [some.map(({ id }) => id), some.map(({ version }) => String(version)), s.agent().id, true, { priority: 'high' }])(s.tickets.slice(0, 20)),
	ticket_tags: () => ['tag 1'],
	ticket_view_make: s => [s.agent().id, false, { name: 'Mine' }],
	ticket_view_change: s => [randomUUID(), s.agent().id, true, { name: 'Mine' }],
	ticket_view_delete: s => [randomUUID(), s.agent().id, true],
	ticket_field_make: s => [s.agent().id, { key: `of_${s.number(1, 1e9)}`, label: 'Order', kind: 'text' }],
	ticket_field_change: s => [randomUUID(), s.agent().id, { label: 'Order' }],
	ticket_field_delete: s => [randomUUID(), s.agent().id],
	ticket_settings_change: s => [s.agent().id, 'none', {}],
	ticket_wake: s => [s.pick(s.tickets).id, s.job(true).id, 1],
	ticket_told: s => [s.pick(s.tickets).id, s.job(true).id, 1],
	tickets_close: s => [500, false, s.job(true).id, 1, 30],
	ticket_history: s => [s.pick(s.tickets).id, null, PAGE],
	sign_in_check: s => [s.signIn().token_hash],
	visitor_token_check: s => [s.pick(s.tokens).token_hash, later(30)],
	visitor_goes_by: s => [s.session().visitor_id],
	visitor_token_store: s => [s.session().visitor_id, s.bytes(32), 'http://shop.example', later(30)],
	idempotency_claim: s => [s.maybe(s.pick(s.keys).key_hash) ?? s.bytes(32), s.bytes(32)],
	idempotency_keep: s => [s.pick(s.keys).key_hash, 201, s.bytes(300)],
	sockets_leaving: s => [Array.from({ length: 200 }, (_, i) => `${i % 20 ? s.tenant : randomUUID()} ${mark('http://shop.example')}`)],
	'control.lock_counters': s => (sessions => [sessions.map(() => s.tenant), ids(sessions)])(s.sessions(50, 'active', 'waiting')),
	chat_messages_add: added,
	chat_messages_store: stored,
	'control.dead_letter_put': s => (({ id, visitor_id }) => [s.tenant, id, messageId(), 'visitor', visitor_id, s.bytes(100), s.bytes(16), new Date(), '22000'])(s.session()),
};

// What else there is, by the parameter's name and type.
const PARAMETERS = {
	'after_id uuid': () => randomUUID(),
	'agent_id uuid': s => s.agent().id,
	'actor_id uuid': s => s.agent().id,
	'agent_ids texts': s => s.agentIds(5),
	'choice text': s => s.maybe('online') ?? 'away',
	'cursor text': () => null,
	'email text': s => s.agent().email,
	'expires_at time': () => later(30),
	'kept_parameters texts': () => ['sku'],
	'key_hash bytes': s => s.bytes(32),
	'key_id uuid': () => randomUUID(),
	'most int': () => PAGE,
	'origin text': () => 'https://elsewhere.example',
	'pending_hash bytes': s => s.bytes(32),
	'roles texts': () => ['admin'],
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
