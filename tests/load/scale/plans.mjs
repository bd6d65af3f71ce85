// What PostgreSQL did for a statement and in each function that it called: auto_explain sends every plan,
// with what was read, to the session itself.
import { ownText } from '../../harness/names.mjs';
import { roleOf } from '../../sql/database.mjs';
import { LANES, laneOf } from './lanes.mjs';
import { run, SESSION } from './scope.mjs';

const LARGE = 10_000;
const EXPLAIN = `LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
	SET auto_explain.log_buffers = on; SET auto_explain.log_nested_statements = on; SET auto_explain.log_format = json;
	SET auto_explain.log_level = notice; SET client_min_messages = notice`;

const nodes = node => [node, ...(node.Plans ?? []).flatMap(nodes)];
const blocks = ({ Plan }) => (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0);

export class Plans {
	/** A session of the server's login, whose plans are heard. */
	static async open(postgresql, tenant) {
		const plans = Object.assign(new Plans(), { tenant, heard: [] });
		plans.client = await postgresql.client();
		plans.large = await readLarge(plans.client, tenant);
		[{ open: plans.open }] = (await plans.client.query(`SELECT count(*)::int AS open FROM ${roleOf(tenant)}.chat_sessions WHERE status <> 'ended'`)).rows;
		plans.client.on('notice', ({ message }) => {
			const at = message.indexOf('plan:\n');
			if (at >= 0) plans.heard.push(JSON.parse(message.slice(at + 6)));
		});
		await plans.client.query(`${EXPLAIN}; ${SESSION}; SET SESSION AUTHORIZATION frontdesk_gateway`);
		return plans;
	}

	/** Runs a statement with each of these values; answers what is wrong with its plans, each once with its worst, and
	 *  the buffers that each run read. */
	async look(statement, calls) {
		const faults = new Map(), buffers = [];
		for (const values of calls) {
			this.heard.length = 0;
			await run(this.client, statement, values, this.tenant);
			if (!this.heard.some(plan => plan['Query Text'] === ownText(statement.sql, this.tenant))) throw new Error(`${statement.name}: its plan was not heard`);
			buffers.push(Math.max(...this.heard.map(blocks)));
			for (const fault of this.heard.flatMap(plan => judge(plan, this, LANES[laneOf(statement)]))) {
				const { where, rows } = fault;
				if (!(faults.get(where)?.rows >= rows)) faults.set(where, fault);
			}
		}
		return { faults: [...faults.values()].map(({ where, rows, query }) => `${statement.name}: ${where}: ${rows} rows, in ${query}`), buffers };
	}

	close() {
		return this.client.end();
	}
}

/** The tables of many rows, by their names. */
async function readLarge(client, tenant) {
	const { rows } = await client.query(`SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > $1
		AND relnamespace IN ($2::regnamespace, 'control'::regnamespace, 'public'::regnamespace)`, [LARGE, roleOf(tenant)]);
	return new Set(rows.map(row => row.relname));
}

/** What a plan reads of large tables that its lane does not allow; the slow one allows all. */
function judge(plan, { large, open }, lane) {
	if (lane.rows === undefined) return [];
	const more = lane.isOfOpen ? open : 0;
	const query = plan['Query Text'].replace(/\s+/g, ' ').slice(0, 120);
	return nodes(plan.Plan).filter(node => large.has(node['Relation Name'])).flatMap(node => {
		const loops = node['Actual Loops'] ?? 0, wanted = loops * node['Actual Rows'];
		const dropped = loops * ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0));
		const where = `${node['Node Type']} on ${node['Relation Name']}${node['Index Name'] ? ` by ${node['Index Name']}` : ''}`;
		if (loops === 0) return [];
		if (node['Node Type'] === 'Seq Scan') return [{ where: `${where} reads all of it`, rows: wanted + dropped, query }];
		if (dropped > lane.dropped + more + 10 * wanted) return [{ where: `${where} drops most of what it reads`, rows: dropped, query }];
		if (wanted + dropped > lane.rows + more) return [{ where: `${where} reads too much`, rows: wanted + dropped, query }];
		return [];
	});
}
