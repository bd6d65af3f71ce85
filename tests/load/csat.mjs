// make bench-csat [SURVEYS=1000000]: how long figures take of the days' counts, and how long it takes to count the
// surveys themselves; that both say the same. Each is asked several times, and the median told.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { Surveys, UNEQUAL } from '../sql/csat.mjs';
import { roleOf } from '../sql/database.mjs';

const SURVEYS = Number(process.argv[2] ?? 1_000_000), TIMES = 9, WANTED = 100;
const RANGE = ['2026-03-01', '2026-08-31'];

/** What the figures of a range and of the one before are made of, by day, from the surveys alone. */
const COUNTED = `SELECT day::text, sum(sent)::int AS sent, sum(responded)::int AS responded FROM (
	SELECT sent_on AS day, 1 AS sent, 0 AS responded FROM csat_surveys WHERE sent_on BETWEEN $1 AND $2
	UNION ALL SELECT responded_on, 0, 1 FROM csat_surveys WHERE responded_on BETWEEN $1 AND $2) c GROUP BY day`;

/** As many surveys of a year as are wanted, of three agents; counted once, by the command that does so. */
async function fill(surveys) {
	const { postgresql } = surveys.database, schema = roleOf(surveys.tenant);
	await postgresql.query(`ALTER TABLE ${schema}.csat_surveys DISABLE TRIGGER USER`);
	await postgresql.query(`INSERT INTO ${schema}.csat_surveys (agent_id, channel, sent_at, sent_on, rating, responded_at, responded_on)
		SELECT ($2::uuid[])[1 + g % 3], (ARRAY['email', 'sms', 'in_app'])[1 + g % 3], at, (at AT TIME ZONE 'Europe/Berlin')::date, rating,
			CASE WHEN rating IS NOT NULL THEN at + interval '5 hours' END, CASE WHEN rating IS NOT NULL THEN ((at + interval '5 hours') AT TIME ZONE 'Europe/Berlin')::date END
		FROM generate_series(1, $1) AS g CROSS JOIN LATERAL (SELECT '2026-01-01'::timestamptz + interval '1 day' * (g % 36500) / 100 AS at, CASE WHEN g % 3 < 2 THEN 1 + g % 5 END AS rating) s`,
	[SURVEYS, surveys.agents]);
	await postgresql.query(`ALTER TABLE ${schema}.csat_surveys ENABLE TRIGGER USER`);
	surveys.database.command('csat', 'rebuild');
	await postgresql.query('ANALYZE');
}

async function median(client, text, values) {
	const took = [];
	let rows;
	for (let i = 0; i < TIMES; i++) {
		const from = performance.now();
		({ rows } = await client.query(text, values));
		took.push(performance.now() - from);
	}
	return { ms: took.sort((a, b) => a - b)[TIMES >> 1], rows };
}

const surveys = await Surveys.start();
try {
	await fill(surveys);
	const client = await surveys.database.postgresql.client('frontdesk_gateway');
	await client.query("SELECT set_config('role', $1, false), set_config('search_path', $1, false)", [roleOf(surveys.tenant)]);
	const kept = await median(client, 'SELECT csat_metrics_json($1, $2, NULL, NULL, NULL, NULL) AS json', RANGE);
	const { from } = kept.rows[0].json.before;
	const counted = await median(client, COUNTED, [from, RANGE[1]]);
	const days = new Map(counted.rows.map(({ day, ...counts }) => [day, counts]));
	for (const { date, sent, responded } of kept.rows[0].json.days) assert.deepEqual({ sent, responded }, days.get(date), date);
	assert.deepEqual((await client.query(UNEQUAL, ['Europe/Berlin'])).rows, []);
	await client.end();
	const ratio = counted.ms / kept.ms;
	console.log(`${SURVEYS} surveys: figures of half a year from the kept counts ${kept.ms.toFixed(1)} ms, by counting ${counted.ms.toFixed(1)} ms: ${ratio.toFixed(0)} times (wanted: ${WANTED})`);
} finally {
	surveys.stop();
}
