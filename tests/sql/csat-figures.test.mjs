// Figures of what customers answered: of the days' counts, and each leads to its rows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { until } from '../harness/wait.mjs';
import { Surveys, UNEQUAL } from './csat.mjs';
import { roleOf } from './database.mjs';

let surveys, ada, bob, team;
const at = (day, hour = 12) => `2026-05-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00+02`;

/** A survey of a day of May, answered so many days later, if at all. */
async function put(day, { rating = null, after = 0, agent = ada, of = null, channel = 'email', tags = [] } = {}) {
	await surveys.run(`INSERT INTO csat_surveys (agent_id, team_id, channel, tags, sent_at, sent_on, rating, responded_at, responded_on)
		VALUES ($1, $2, $3, $4, $5::timestamptz, csat_day($5::timestamptz), $6, $7::timestamptz, csat_day($7::timestamptz))`,
	[agent, of, channel, tags, at(day), rating, rating && at(day + after)]);
}

before(async () => {
	surveys = await Surveys.start();
	[ada, bob] = surveys.agents;
	team = randomUUID();
	await surveys.run("INSERT INTO teams (id, name) VALUES ($1, 'Plants')", [team]);
	await put(1, { rating: 1 }); // in the range before
	await put(9, { rating: 5, after: 2 }); // answered in the range, sent before it
	await put(10, { rating: 5, tags: ['late'] });
	await put(10, { rating: 4, agent: bob, of: team });
	await put(10, { agent: bob, channel: 'sms' });
	await put(12, { rating: 2, channel: 'in_app', tags: ['late', 'other'] });
	await put(19, { rating: 3, after: 5, agent: null }); // sent in the range, answered behind it
});
after(() => surveys?.stop());

const metrics = async ({ from = '2026-05-10', to = '2026-05-19', agent = null, team: of = null, channel = null, tag = null } = {}) =>
	(await surveys.rows('SELECT csat_metrics_json($1, $2, $3, $4, $5, $6) AS json', [from, to, agent, of, channel, tag]))[0].json;

test('sent counts on its day, an answer on its own, and how many were answered of those that were sent', async () => {
	const { figures, before: former, timeZone } = await metrics();
	assert.deepEqual(figures, { sent: 5, responded: 4, answered: 4, responseRate: 0.8, averageRating: 4, score: 0.75, distribution: { 1: 0, 2: 1, 3: 0, 4: 1, 5: 2 } });
	assert.deepEqual(former, { from: '2026-04-30', to: '2026-05-09', figures: { sent: 2, responded: 1, answered: 2, responseRate: 1, averageRating: 1, score: 0, distribution: { 1: 1, 2: 0, 3: 0, 4: 0, 5: 0 } } });
	assert.equal(timeZone, 'Europe/Berlin');
	await surveys.assertCounted();
});

test('where there is no answer there is no score, and never 0', async () => {
	const { figures, days } = await metrics({ from: '2026-05-13', to: '2026-05-18' });
	assert.deepEqual(figures, { sent: 0, responded: 0, answered: 0, distribution: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 } });
	assert.deepEqual(days[0], { date: '2026-05-13', sent: 0, responded: 0 });
});

test('the days of the trend add up to the figures', async () => {
	const { figures, days } = await metrics();
	assert.deepEqual(days.map(({ date }) => date), Array.from({ length: 10 }, (_, i) => `2026-05-${10 + i}`));
	for (const name of ['sent', 'responded']) assert.equal(days.reduce((sum, day) => sum + day[name], 0), figures[name]);
	assert.deepEqual(days[0], { date: '2026-05-10', sent: 3, responded: 2, averageRating: 4.5, score: 1 });
	const [{ json }] = await surveys.rows("SELECT csat_figures_of(0, 3777, 0, 18881, 1, 0, 0, 0, 3776) AS json");
	assert.deepEqual([Math.round(json.averageRating * 3777), Math.round(json.score * 3777)], [18_881, 3776], 'and of many answers the sums are found again');
});

test('of an agent, team, channel or tag the figures are those of their rows', async () => {
	const short = ({ figures }) => [figures.sent, figures.responded, figures.averageRating];
	assert.deepEqual(short(await metrics({ agent: ada })), [2, 3, 4]);
	assert.deepEqual(short(await metrics({ agent: bob })), [2, 1, 4]);
	assert.deepEqual(short(await metrics({ team })), [1, 1, 4]);
	assert.deepEqual(short(await metrics({ channel: 'sms' })), [1, 0, undefined]);
	assert.deepEqual(short(await metrics({ tag: 'late' })), [2, 2, 3.5]);
	assert.deepEqual(short(await metrics({ tag: 'late', channel: 'in_app' })), [1, 1, 2]);
	assert.deepEqual((await metrics({ tag: 'late' })).days.length, 10);
});

test('an agent’s score comes with how far it can be relied on', async () => {
	const [{ json: { items } }] = await surveys.rows("SELECT csat_agents('2026-05-10', '2026-05-19', NULL, NULL, NULL) AS json");
	assert.deepEqual(items.map(({ agent, responded, score, scoreLow, scoreHigh }) => [agent.name, responded, score, scoreLow, scoreHigh]),
		[['Ada', 3, 0.666667, 0.2077, 0.9385], ['Bob', 1, 1, 0.2065, 1]]);
	const [{ json: own }] = await surveys.rows("SELECT csat_agents('2026-05-10', '2026-05-19', $1, NULL, NULL) AS json", [bob]);
	assert.deepEqual(own.items.map(({ agent }) => agent.name), ['Bob']);
});

test('every figure leads to its rows, a page after the other', async () => {
	const list = async ({ by = 'sent', from = '2026-05-10', to = '2026-05-19', agent = null, tag = null, ratings = null, answered = null, place = null, most = 100 }) => surveys.rows(
		`SELECT s.id, s.rating, list_cursor(CASE $1 WHEN 'sent' THEN s.sent_at ELSE s.responded_at END, s.id) AS place FROM csat_survey_page($1, $2, $3, $4, NULL, NULL, $5, $6, $7, $8, $9) s`,
		[by, from, to, agent, tag, ratings, answered, place, most]);
	const { figures } = await metrics();
	assert.equal((await list({})).length, figures.sent);
	assert.equal((await list({ by: 'responded' })).length, figures.responded);
	assert.equal((await list({ answered: true })).length, figures.answered);
	for (const [rating, count] of Object.entries(figures.distribution)) assert.equal((await list({ by: 'responded', ratings: [Number(rating)] })).length, count);
	assert.equal((await list({ agent: bob })).length, 2);
	assert.equal((await list({ tag: 'late' })).length, 2);
	const paged = [];
	for (let place = null; ;) {
		const page = await list({ place, most: 2 });
		if (page.length === 0) break;
		paged.push(...page);
		place = page.at(-1).place;
	}
	assert.deepEqual(paged, await list({}));
});

test('the operator’s command finds what differs, says it, and counts anew; where nothing does it says so', async () => {
	const rebuild = () => surveys.database.command('csat', 'rebuild', '--tenant', surveys.tenant);
	const { figures } = await metrics();
	assert.match(rebuild(), /the figures are what a recount finds\./);
	await surveys.database.postgresql.query(`UPDATE ${roleOf(surveys.tenant)}.csat_metrics_daily SET surveys_sent = surveys_sent + 7 WHERE metric_date = '2026-05-10'`);
	await surveys.database.postgresql.query(`DELETE FROM ${roleOf(surveys.tenant)}.csat_metrics_parts WHERE metric_date = '2026-05-12'`);
	const said = rebuild();
	assert.match(said, /2 days differed, and 0 surveys/);
	assert.match(said, /2026-05-10: kept 10 2 2 9 0 0 0 1 1, counted 3 2 2 9 0 0 0 1 1/);
	assert.match(said, /2026-05-12: kept 1 1 1 2 0 1 0 0 0, counted 1 1 1 2 0 1 0 0 0/);
	assert.deepEqual((await metrics()).figures, figures);
	await surveys.assertCounted();
	assert.match(rebuild(), /the figures are what a recount finds\./);
});

test('behind another time zone it counts by its days', async () => {
	await surveys.database.postgresql.query("UPDATE public.tenants SET time_zone = 'Pacific/Kiritimati' WHERE id = $1", [surveys.tenant]);
	assert.match(surveys.database.command('csat', 'rebuild'), /0 days differed, and 7 surveys/);
	assert.deepEqual(await surveys.rows(UNEQUAL, ['Pacific/Kiritimati']), []);
});

test('who has begun to answer when all is counted anew has answered before', async () => {
	await surveys.set({ is_enabled: true, channel: 'email', cooldown_days: 0 });
	const { survey } = await surveys.sent({ email: 'late@customer.example' });
	let counted;
	await surveys.database.inScope(surveys.tenant, async client => {
		await client.query('SELECT FROM csat_surveys WHERE id = $1 FOR NO KEY UPDATE', [survey]);
		counted = (async () => {
			const owner = await surveys.database.postgresql.client();
			await owner.query(`SET search_path = ${roleOf(surveys.tenant)}`);
			await owner.query("SELECT csat_rebuild('Pacific/Pago_Pago')").finally(() => owner.end());
		})();
		await until(() => surveys.database.postgresql.query('SELECT FROM pg_locks WHERE NOT granted').then(locks => locks.length), 10_000, 'somebody who waits');
		await client.query('UPDATE csat_surveys SET rating = 5, responded_at = now(), responded_on = csat_day(now()) WHERE id = $1', [survey]);
	});
	await counted;
	assert.deepEqual(await surveys.rows(UNEQUAL, ['Pacific/Pago_Pago']), []);
});
