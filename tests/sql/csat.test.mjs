// Satisfaction surveys: what is asked about, once, and what an answer does.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Surveys } from './csat.mjs';

let surveys;
before(async () => (surveys = await Surveys.start()));
after(() => surveys?.stop());

const on = { is_enabled: true, delay_minutes: 60, channel: 'email', expiry_days: 7, cooldown_days: 0, reminder_days: null, asks_by_rule: false, asks_in_chat: true };
const email = () => `${randomUUID()}@customer.example`;

test('a resolution makes one survey, however often it is told, and its job waits for the delay', async () => {
	await surveys.set(on);
	const ticket = await surveys.ticket({ email: email(), agent: surveys.agents[0] });
	const first = await surveys.resolve(ticket);
	assert.equal(await surveys.tellResolved(ticket), null);
	const [job] = await surveys.database.postgresql.query(
		"SELECT kind, state, run_at BETWEEN now() + interval '59 minutes' AND now() + interval '60 minutes' AS is_later FROM control.jobs WHERE subject_id = $1", [first]);
	assert.deepEqual(job, { kind: 'csat.ask', state: 'later', is_later: true });
});

test('nobody is asked where surveys are off, nor about what a rule resolved unless the tenant wants that', async () => {
	await surveys.set({ ...on, is_enabled: false });
	assert.equal(await surveys.resolve(await surveys.ticket({ email: email() })), null);
	await surveys.set(on);
	assert.equal(await surveys.resolve(await surveys.ticket({ email: email() }), { isByRule: true }), null);
	await surveys.set({ ...on, asks_by_rule: true });
	assert.notEqual(await surveys.resolve(await surveys.ticket({ email: email() }), { isByRule: true }), null);
});

test('a survey is credited as the ticket was when it was resolved, whatever becomes of it', async () => {
	await surveys.set(on);
	const [ada, bob, eve] = surveys.agents;
	const ticket = await surveys.ticket({ email: email(), agent: ada, tags: ['late'] });
	await surveys.comment(ticket, bob);
	const survey = await surveys.resolve(ticket);
	await surveys.run('UPDATE support_tickets SET assigned_agent_id = $2, tags = $3 WHERE id = $1', [ticket, eve, ['other']]);
	await surveys.comment(ticket, eve);
	const row = await surveys.survey(survey);
	assert.deepEqual([row.agent_id, [...row.participants].sort(), row.tags, row.resolution_number], [ada, [ada, bob].sort(), ['late'], 1]);
});

test('who resolved a ticket that nobody had is credited', async () => {
	await surveys.set(on);
	const ticket = await surveys.ticket({ email: email() });
	const survey = await surveys.resolve(ticket, { by: surveys.agents[2] });
	assert.equal((await surveys.survey(survey)).agent_id, surveys.agents[2]);
});

test('what is reopened before it was asked about is not asked about, and its next resolution is', async () => {
	await surveys.set(on);
	const ticket = await surveys.ticket({ email: email() });
	const first = await surveys.resolve(ticket);
	await surveys.reopen(ticket);
	const second = await surveys.resolve(ticket);
	assert.equal(await surveys.ask(first), false);
	assert.equal(await surveys.ask(second), true);
	const rows = [await surveys.survey(first), await surveys.survey(second)];
	assert.deepEqual(rows.map(row => [row.resolution_number, row.note, row.sent_at !== null, row.cancelled_at !== null]),
		[[1, 'reopened', false, true], [2, null, true, false]]);
});

test('of two workers that ask at once one does, and one mail goes out', async () => {
	await surveys.set(on);
	const survey = await surveys.resolve(await surveys.ticket({ email: email() }));
	const asked = await Promise.all([surveys.ask(survey), surveys.ask(survey)]);
	assert.deepEqual(asked.sort(), [false, true]);
	assert.equal((await surveys.rows('SELECT count(*)::int FROM outgoing_mails WHERE subject_id = $1', [survey]))[0].count, 1);
});

test('who asks while the chat is erased waits for that, and asks nobody', async () => {
	await surveys.set({ ...on, channel: 'in_app' });
	const ticket = await surveys.ticket({ hasChat: true });
	const survey = await surveys.resolve(ticket);
	let asking;
	await surveys.database.inScope(surveys.tenant, async client => {
		const { rows: [{ id: session }] } = await client.query('SELECT s.id FROM chat_sessions s JOIN support_tickets t ON t.session_id = s.id WHERE t.id = $1 FOR UPDATE OF s', [ticket]);
		asking = surveys.ask(survey);
		await until(() => surveys.database.postgresql.query('SELECT FROM pg_locks WHERE NOT granted').then(locks => locks.length), 10_000, 'somebody who waits');
		await client.query("SELECT chat_sessions_erase(ARRAY[$1::uuid], 'system', 'a test')", [session]);
	});
	assert.equal(await asking, false);
	const row = await surveys.survey(survey);
	assert.deepEqual([row.sent_at, row.cancelled_at !== null, row.ticket_id, row.session_id], [null, true, null, null]);
});

test('a customer who was asked is not asked again within the cooldown, by two tickets at once neither', async () => {
	await surveys.set({ ...on, cooldown_days: 30 });
	const address = email();
	const two = [await surveys.resolve(await surveys.ticket({ email: address })), await surveys.resolve(await surveys.ticket({ email: address.toUpperCase() }))];
	const asked = await Promise.all(two.map(survey => surveys.ask(survey)));
	assert.deepEqual([...asked].sort(), [false, true]);
	assert.equal((await surveys.survey(two[asked.indexOf(false)])).note, 'cooldown');
	await surveys.run("UPDATE csat_surveys SET sent_at = sent_at - interval '31 days', sent_on = ((sent_at - interval '31 days') AT TIME ZONE 'Europe/Berlin')::date WHERE customer_email = $1 AND sent_at IS NOT NULL", [address]);
	assert.equal(await surveys.ask(await surveys.resolve(await surveys.ticket({ email: address }))), true);
});

const ways = [
	['an address', { channel: 'email' }, { email: 'a@customer.example' }, ['ask', 'email', null]],
	['no address', { channel: 'email' }, {}, ['drop', null, 'no_address']],
	['no address but a chat', { channel: 'email' }, { hasChat: true }, ['ask', 'in_app', 'no_address']],
	['no phone', { channel: 'sms' }, { email: 'b@customer.example' }, ['ask', 'email', 'no_phone']],
	['no provider', { channel: 'sms' }, { email: 'c@customer.example', phone: '+493012345678' }, ['ask', 'email', 'no_provider']],
	['neither', { channel: 'sms' }, { phone: '+493012345678' }, ['drop', null, 'no_provider']],
	['no chat', { channel: 'in_app' }, { email: 'd@customer.example' }, ['ask', 'email', 'no_window']],
	['a chat', { channel: 'in_app' }, { hasChat: true }, ['ask', 'in_app', null]],
];
for (const [what, setting, ticket, expected] of ways)
	test(`where there is ${what}, a survey by ${setting.channel} goes ${expected[1] ? `by ${expected[1]}` : 'nowhere'}, and says why`, async () => {
		await surveys.set({ ...on, ...setting });
		const survey = await surveys.resolve(await surveys.ticket(ticket));
		const plan = await surveys.plan(survey);
		assert.deepEqual([plan.act, plan.channel, plan.note], expected);
		await surveys.ask(survey);
		const row = await surveys.survey(survey);
		assert.deepEqual([row.sent_at !== null, row.note], [expected[0] === 'ask', expected[2]]);
	});

test('an address that the mail server refuses is not written to', async () => {
	await surveys.set(on);
	await surveys.run("INSERT INTO suppressed_addresses (address) VALUES ('gone@customer.example')");
	const survey = await surveys.resolve(await surveys.ticket({ email: 'gone@customer.example' }));
	assert.equal((await surveys.plan(survey)).note, 'refused_address');
});

test('an answer counts once, is corrected within the expiry, and is refused behind it', async () => {
	await surveys.set(on);
	const { token, survey } = await surveys.sent({ email: email() });
	const answer = (...said) => surveys.answer(token, ...said);
	assert.equal((await answer(4)).outcome, 'done');
	assert.equal((await answer(4)).outcome, 'same');
	const [print, other] = [1, 2].map(byte => Buffer.alloc(16, byte));
	assert.equal((await answer(2, Buffer.from('sealed'), print)).outcome, 'corrected');
	assert.equal((await answer(2, Buffer.from('sealed anew'), print)).outcome, 'same');
	assert.equal((await answer(2, Buffer.from('other words'), other)).outcome, 'corrected');
	assert.equal((await answer(5)).outcome, 'corrected');
	const row = await surveys.survey(survey);
	assert.deepEqual([row.rating, row.feedback.toString()], [5, 'other words']);
	await surveys.run("UPDATE csat_surveys SET expires_at = now() - interval '1 second' WHERE id = $1", [survey]);
	assert.deepEqual([(await answer(1)).outcome, (await surveys.survey(survey)).rating], ['expired', 5]);
	assert.equal((await surveys.answer(randomBytes(32), 3)).outcome, 'absent');
	await surveys.assertCounted();
});

test('fifty answers at once count once', async () => {
	await surveys.set(on);
	const { token } = await surveys.sent({ email: email() });
	const outcomes = await Promise.all(Array.from({ length: 50 }, (_, i) => surveys.answer(token, 1 + i % 5).then(({ outcome }) => outcome)));
	assert.equal(outcomes.filter(outcome => outcome === 'done').length, 1);
	await surveys.assertCounted();
});

test('what its link shows names nobody', async () => {
	await surveys.set(on);
	const { token } = await surveys.sent({ email: email(), agent: surveys.agents[0] });
	const { survey } = await surveys.answer(token, 3, Buffer.from('sealed'));
	assert.deepEqual(Object.keys(JSON.parse(survey)).sort(), ['channel', 'expiresAt', 'id', 'rating', 'respondedAt', 'scale', 'state', 'texts']);
});

test('a chat that an agent has answered is asked about in its window, and by nobody else', async () => {
	await surveys.set(on);
	const { session, visitor } = await surveys.chat();
	await surveys.endChat(session);
	const [made] = await surveys.rows('SELECT id, sent_at FROM csat_surveys WHERE session_id = $1', [session]);
	assert.equal(made.sent_at, null);
	const answer = who => surveys.rows('SELECT outcome FROM csat_session_answer($1, $2, 5, NULL, false, NULL)', [session, who]);
	assert.deepEqual(await answer('v-somebody'), [{ outcome: 'absent' }]);
	await surveys.run("INSERT INTO webhook_endpoints (id, url, events, secret) VALUES (gen_random_uuid(), 'https://hook.example/', '{csat_sent,csat_responded}', 'sealed')");
	assert.deepEqual(await answer(visitor), [{ outcome: 'done' }]);
	assert.equal(await surveys.ask(made.id), false);
	assert.deepEqual(await surveys.rows('SELECT event FROM webhook_deliveries WHERE survey_id = $1 ORDER BY event DESC', [made.id]), [{ event: 'csat_sent' }, { event: 'csat_responded' }], 'who answers before the job runs was asked');
	await surveys.run('DELETE FROM webhook_endpoints');
	await surveys.assertCounted();
});

test('a chat that nobody answered, or that a rule ended, is not asked about', async () => {
	await surveys.set(on);
	const unanswered = await surveys.chat({ isAnswered: false });
	await surveys.endChat(unanswered.session);
	const silent = await surveys.chat();
	await surveys.endChat(silent.session, 'system');
	assert.deepEqual(await surveys.rows('SELECT id FROM csat_surveys WHERE session_id = ANY ($1)', [[unanswered.session, silent.session]]), []);
});

test('who is erased is asked no more by what waited to be sent to them', async () => {
	await surveys.set(on);
	const ticket = await surveys.ticket({ email: email(), hasChat: true });
	const survey = await surveys.resolve(ticket);
	await surveys.ask(survey);
	const mails = async () => (await surveys.rows('SELECT count(*)::int FROM outgoing_mails WHERE subject_id = $1', [survey]))[0].count;
	assert.equal(await mails(), 1);
	await surveys.rows("SELECT chat_sessions_erase(ARRAY(SELECT session_id FROM support_tickets WHERE id = $1), 'system', 'a test')", [ticket]);
	assert.equal(await mails(), 0);
});

test('what is erased leaves the rating, whom it is credited to and its day, and its figures', async () => {
	await surveys.set(on);
	const { session, visitor } = await surveys.chat({ agent: surveys.agents[1] });
	await surveys.endChat(session);
	await surveys.rows("SELECT outcome FROM csat_session_answer($1, $2, 1, 'sealed', true, NULL)", [session, visitor]);
	const [{ id }] = await surveys.rows('SELECT id FROM csat_surveys WHERE session_id = $1', [session]);
	await surveys.rows("SELECT chat_sessions_erase($1, 'system', 'a test')", [[session]]);
	const row = await surveys.survey(id);
	assert.deepEqual([row.rating, row.agent_id, row.responded_on !== null], [1, surveys.agents[1], true]);
	assert.deepEqual([row.customer_id, row.customer_email, row.feedback, row.token_hash, row.conversation_id, row.participants], [null, null, null, null, null, []]);
	await surveys.assertCounted();
});

test('a reminder goes once to whoever has not answered, by a link of its own', async () => {
	await surveys.set({ ...on, reminder_days: 3 });
	const { survey } = await surveys.sent({ email: email() });
	const [job] = await surveys.database.postgresql.query("SELECT count(*)::int FROM control.jobs WHERE subject_id = $1 AND kind = 'csat.remind'", [survey]);
	assert.equal(job.count, 1);
	const hash = randomBytes(32);
	await surveys.remind(survey, hash);
	await surveys.remind(survey, randomBytes(32));
	assert.equal((await surveys.answer(hash, 4)).outcome, 'done');
	assert.equal((await surveys.rows("SELECT count(*)::int FROM outgoing_mails WHERE subject_id = $1 AND kind = 'csat.reminder'", [survey]))[0].count, 1);
});

test('nobody is reminded of a ticket that is worked on again', async () => {
	await surveys.set({ ...on, reminder_days: 3 });
	const ticket = await surveys.ticket({ email: email() });
	const survey = await surveys.resolve(ticket);
	await surveys.ask(survey);
	const act = async () => (await surveys.rows('SELECT act FROM csat_plan($1, true)', [survey]))[0].act;
	assert.equal(await act(), 'ask');
	await surveys.reopen(ticket);
	assert.equal(await act(), 'over');
});

test('settings say what another has changed meanwhile, and no reminder comes behind the end', async () => {
	const [{ json }] = await surveys.rows('SELECT csat_settings_json() AS json');
	const change = (at, changes) => surveys.rows('SELECT csat_settings_change($1, $2, $3) AS outcome', [surveys.agents[0], at, JSON.stringify(changes)]).then(([{ outcome }]) => outcome);
	assert.equal(await change(json.updatedAt, { expiryDays: 3, reminderDays: 3 }), 'reminder');
	assert.equal(await change(json.updatedAt, { expiryDays: 5, reminderDays: null }), 'done');
	assert.equal(await change(json.updatedAt, { expiryDays: 6 }), 'conflict');
});
