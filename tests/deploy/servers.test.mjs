// The private PostgreSQL and Redis of deploy/up, by the functions that it calls.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { atEnd, endWithUs } from '../harness/ending.mjs';
import { source } from './project.mjs';

const starts = process.env.FRONTDESK_TESTS_FULL ? 200 : 5;
const isRoot = process.getuid() === 0;
const id = flag => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
let folder;

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'frontdesk-up-servers-'));
	chmodSync(folder, 0o711);
	if (isRoot) chownSync(folder, id('-u'), id('-g'));
});
const forget = atEnd(clear);
after(clear);

function clear() {
	forget();
	bash('stop_redis; stop_postgresql');
	rmSync(folder, { recursive: true, force: true });
}

/** Runs lines of bash after those of deploy/common; answers { status, said }. */
function bash(script) {
	const lines = `set -euo pipefail
		project=${source}; . ${source}/deploy/common
		user=${isRoot ? 'postgres' : '$(id -un)'}; state=${folder}; cd /; bin=$(postgresql_bin)
		${script}`;
	try {
		return { status: 0, said: execFileSync('bash', ['-c', lines], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) };
	} catch (error) {
		return { status: error.status, said: error.stdout + error.stderr };
	}
}

test(`each of ${starts} starts ends with the answers of PostgreSQL and Redis, and each end with nothing left`, () => {
	const { status, said } = bash(`make_postgresql "$bin"; make_redis
		for i in $(seq ${starts}); do
			start_postgresql "$bin"; start_redis
			[ "$(ask_postgresql "$bin" 'SELECT 6 * 7')" = 42 ] && redis_answers || fail "start $i: no answer"
			stop_redis; stop_postgresql
			! is_there "$state/redis/pid" - && ! is_there "$state/postgresql/pid" - || fail "end $i: something is left"
		done`);
	assert.deepEqual({ status, said }, { status: 0, said: '' });
});

test('what runs already is asked, and not started again', () => {
	const { status, said } = bash(`start_postgresql "$bin"; start_redis
		before=$(cat "$state/postgresql/pid" "$state/redis/pid")
		start_postgresql "$bin"; start_redis
		[ "$before" = "$(cat "$state/postgresql/pid" "$state/redis/pid")" ] || fail "another one"
		stop_redis; stop_postgresql`);
	assert.deepEqual({ status, said }, { status: 0, said: '' });
});

test('what was killed is started again, although another process has its number by now', t => {
	const bystander = spawn('sleep', ['infinity'], isRoot ? { uid: id('-u'), gid: id('-g') } : {});
	endWithUs(bystander);
	t.after(() => bystander.kill());
	const { status, said } = bash(`start_postgresql "$bin"; start_redis
		kill -KILL $(cat "$state/postgresql/pid" "$state/redis/pid")
		await_end "$state/postgresql/pid" - 40; await_end "$state/redis/pid" - 40
		sed -i '1s/.*/${bystander.pid}/' "$state/postgresql/data/postmaster.pid"
		echo ${bystander.pid} | tee "$state/postgresql/pid" >"$state/redis/pid"
		start_postgresql "$bin"; start_redis
		stop_redis; stop_postgresql`);
	assert.deepEqual({ status, said }, { status: 0, said: '' });
	assert.equal(bystander.exitCode ?? bystander.signalCode, null);
});

test("PostgreSQL's children of a killed server are ended with it", () => {
	const { status, said } = bash(`start_postgresql "$bin"
		kill -KILL "$(cat "$state/postgresql/pid")"
		start_postgresql "$bin"; stop_postgresql`);
	assert.deepEqual({ status, said }, { status: 0, said: '' });
});

test('files that a killed initdb left are made anew', () => {
	const whole = join(folder, 'postgresql/data');
	rmSync(whole, { recursive: true });
	mkdirSync(`${whole}.new`, { recursive: true });
	writeFileSync(join(`${whole}.new`, 'PG_VERSION'), '15\n');
	const { status, said } = bash('make_postgresql "$bin"; start_postgresql "$bin"; stop_postgresql');
	assert.deepEqual({ status, said }, { status: 0, said: '' });
	assert.equal(readFileSync(join(whole, 'PG_VERSION'), 'utf8'), '15\n');
});

test('a server that does not start is named, with the last lines of its log', () => {
	const redis = bash('make_redis; echo "nonsense yes" >>"$state/redis/redis.conf"; start_redis');
	assert.equal(redis.status, 1);
	assert.match(redis.said, /Redis does not start[^]*nonsense[^]*The whole log: .*redis\/log/);
	const postgresql = bash(`echo "nonsense = yes" >>"$state/postgresql/data/postgresql.conf"; start_postgresql "$bin"`);
	assert.equal(postgresql.status, 1);
	assert.match(postgresql.said, /PostgreSQL does not start[^]*nonsense[^]*The whole log: .*postgresql\/log/);
});
