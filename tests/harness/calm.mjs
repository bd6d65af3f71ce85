// What heals itself hides its faults: where nothing is broken, nothing may have had to heal.
import assert from 'node:assert/strict';

/** Figures that grow when something went wrong, whether or not anybody noticed. */
const HEALED = [
	'frontdesk_worker_restarts_total', 'frontdesk_http_errors_total', 'frontdesk_ws_slow_consumers_total',
	'frontdesk_messages_duplicate_total', 'frontdesk_messages_dead_total', 'frontdesk_unreadable_total',
	'frontdesk_spool_failures_total', 'frontdesk_spool_dropped_total', 'frontdesk_spool_damaged_total',
	'frontdesk_spool_lost_total', 'frontdesk_jobs_failed_total',
	'frontdesk_db_errors_total', 'frontdesk_bus_dropped_total', 'frontdesk_bus_unreadable_total',
	'frontdesk_bus_restored_total', 'frontdesk_rate_limited_total',
	'frontdesk_connections_refused_total', 'frontdesk_connections_crowded_total', 'frontdesk_connections_given_up_total',
	'frontdesk_connections_held_total', 'frontdesk_in_flight_shed_total', 'frontdesk_in_flight_put_off_total',
];
const OPENED = 'frontdesk_ws_opened_total';

/** What workers warn of while a test takes something away from them. */
export const TROUBLE = {
	postgresql: ['database connection lost', 'database does not answer', 'statement failed', 'a batch of messages failed'],
	redis: ['Redis connection lost', 'Redis does not answer'],
	workers: ['worker ended', 'worker waits before it is started again'],
	disk: ["the spool's disk fails", 'the spool takes no messages: none is promised to be kept'],
};

/** The lines of a log that warn, other than those of the events in `expected`. */
export function warnings(log, expected = []) {
	return log.split('\n').filter(line => /"level":"(warn|error)"/.test(line) && !expected.includes(line.match(/"event":"([^"]*)"/)?.[1]));
}

const sum = figures => figures.reduce((total, figure) => total + figure, 0);

/** Each figure's sum over the workers; all on one page, as it is read. */
async function read(server) {
	const { text } = await server.ask('/metrics');
	const figure = name => sum([...text.matchAll(new RegExp(`^${name}{worker="\\d+"} (\\S+)$`, 'gm'))].map(([, value]) => Number(value)));
	return Object.fromEntries([...HEALED, OPENED].map(name => [name, figure(name)]));
}

/** A stretch of a test in which the servers must come through with nothing to heal. */
export class Calm {
	static async begin(...servers) {
		const calm = new Calm();
		calm.marks = await Promise.all(servers.map(async server => ({ server, from: server.log.length, before: await read(server) })));
		return calm;
	}

	/** Throws when a worker warned, was replaced, refused or repaired something; or when other than
	 *  `opened` sockets and event streams were opened meanwhile: who came back had been lost. */
	async end({ opened } = {}) {
		let count = 0;
		for (const { server, from, before } of this.marks) {
			const after = await read(server);
			count += after[OPENED] - before[OPENED];
			const healed = HEALED.filter(name => after[name] !== before[name]).map(name => `${name}: ${before[name]} → ${after[name]}`);
			assert.deepEqual(healed, [], 'nothing had to be healed');
			const said = server.log.slice(from);
			assert.deepEqual(warnings(said), [], 'no warning in the log');
			assert.doesNotMatch(said, /"event":"(worker started|worker ended|draining)"/, 'no worker was replaced');
		}
		if (opened !== undefined) assert.equal(count, opened, 'nobody had to come back');
	}
}
