// deploy/up and deploy/down as a whole: again and again, twice at once, killed in between, refused.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { Chance, seed } from '../faults/seed.mjs';
import { makeCertificate } from '../harness/tls.mjs';
import { until } from '../harness/wait.mjs';
import { Project } from './project.mjs';

const isFull = Boolean(process.env.FRONTDESK_TESTS_FULL);
const wholes = isFull ? 50 : 2, kills = isFull ? 5 : 1;
const STEPS = ['Building the server', 'Starting PostgreSQL and Redis', 'Migrating the database', 'Starting the server', "Making the demo shop's tenant"];
const SERVERS = ['frontdesk', 'node', 'postgres', 'redis-server'];
let project;

before(async () => {
	console.log(`FRONTDESK_SEED=${seed}`);
	project = await Project.make();
});
after(() => project?.remove());

/** One installation, whole: one process leads each server, all answer, and the agent can sign in. */
async function assertOneInstallation() {
	assert.deepEqual(project.leaders(), SERVERS);
	assert.ok(await project.answers());
	assert.ok(await project.answers(project.shopPort, '/'));
	const [email, password] = ['agent@demo.example', readFileSync(`${project.state}/demo.password`, 'utf8')];
	const url = `http://localhost:${project.port}`;
	const answer = await fetch(`${url}/api/admin/sign-in`, {
		method: 'POST', headers: { 'Content-Type': 'application/json', Origin: url }, body: JSON.stringify({ email, password }) });
	assert.equal(answer.status, 200, await answer.text());
}

async function assertDown() {
	const { status, said } = await project.down();
	assert.equal(status, 0, said);
	assert.deepEqual(project.processes(), []);
}

test(`each of ${wholes} times, deploy/up brings all up and deploy/down leaves nothing running`, async () => {
	for (let i = 0; i < wholes; i++) {
		const { status, said } = await project.up();
		assert.equal(status, 0, said);
		assert.doesNotMatch(said, /No such file|: line \d+:/, 'a command that failed has spoken');
		await assertOneInstallation();
		await assertDown();
	}
});

test('deploy/up leaves alone what runs as it should', async () => {
	assert.equal((await project.up()).status, 0);
	const leading = () => ['frontdesk.pid', 'redis/pid', 'postgresql/pid'].map(name => readFileSync(`${project.state}/${name}`, 'utf8'));
	const before = leading();
	const { status, said } = await project.to('up');
	assert.equal(status, 0, said);
	assert.match(said, new RegExp(`With the options so far \\(--reset forgets them\\): --port ${project.port} `));
	assert.match(said, /The server runs as it should/);
	assert.deepEqual(leading(), before);
	await assertOneInstallation();
});

test('options that do not go together are refused, and what runs is left alone', async () => {
	const refusals = [
		[['--host', 'desk.example'], /--host needs --certificate and --key/],
		[['--certificate', '/etc/hostname'], /--certificate and --key go together/],
		[['--port', '8080', '--shop-port', '8080'], /must differ/],
		[['--port', 'http'], /--port takes a number from 1 to 65535, not http/],
		[['--port'], /--port needs a value/],
		[['--prot', '1'], /unknown option --prot/],
	];
	for (const [options, sentence] of refusals) {
		const { status, said } = await project.to('up', ...options);
		assert.equal(status, 1, said);
		assert.match(said, sentence);
	}
	await assertOneInstallation();
});

test('a certificate may lie in a folder whose name has a space', async () => {
	const folder = join(project.folder, 'a folder');
	mkdirSync(folder);
	const { tls_certificate: certificate, tls_key: key } = makeCertificate(folder);
	chmodSync(key, 0o644); // the server's user may be another
	const { status, said } = await project.up('--no-demo', '--certificate', certificate, '--key', key);
	assert.equal(status, 0, said);
	assert.match(said, new RegExp(`Starting the server on https://localhost:${project.port}\n`));
	const again = await project.to('up');
	assert.equal(again.status, 0, again.said);
	assert.match(again.said, /The server runs as it should/);
	await assertDown();
});

test('a supervisor of another version, with which workers share no limits, is replaced with them', async t => {
	const other = await Project.make();
	t.after(() => other.remove());
	assert.equal((await other.up('--no-demo')).status, 0);
	const supervisor = () => readFileSync(`${other.state}/frontdesk.pid`, 'utf8');
	const log = `${other.state}/frontdesk.log`, first = supervisor(), from = statSync(log).size;
	other.build(program => {
		const real = `${other.state}/bin/frontdesk.real`; // whose supervisor runs it by this name
		copyFileSync(program, real);
		return `#!/bin/sh\n# What a supervisor from before limits were shared leaves to its workers.\n[ -z "$FRONTDESK_POST" ] || export FRONTDESK_POST="\${FRONTDESK_POST% * *}"\nexec "${real}" "$@"\n`;
	});
	const { status, said } = await other.up('--no-demo');
	assert.equal(status, 0, said);
	assert.match(said, /Replacing the workers one after the other[^]*Restarting the server/);
	assert.notEqual(supervisor(), first);
	const lines = readFileSync(log, 'utf8').slice(from).split('\n');
	const mark = lines.findLastIndex(line => line.includes('"supervising"'));
	const isOwn = line => line.includes("rate limits are this worker's own");
	assert.ok(lines.slice(0, mark).some(isOwn) && !lines.slice(mark).some(isOwn), lines.join('\n'));
});

test('a server whose log was moved away is restarted, with a log where it belongs', async () => {
	assert.equal((await project.up('--no-demo')).status, 0);
	const [log, notes] = ['frontdesk.log', 'frontdesk.running'].map(name => join(project.state, name));
	renameSync(log, `${log}.1`);
	writeFileSync(notes, readFileSync(notes, 'utf8').replace(/^\d+/, '0')); // as if the program had changed
	const { status, said } = await project.up('--no-demo');
	assert.equal(status, 0, said);
	assert.match(said, /Restarting the server/);
	assert.match(readFileSync(log, 'utf8'), /"all workers serve"/);
	await assertDown();
});

test('two at once take turns and end in one installation', async () => {
	await project.down();
	const runs = [project.run('up', ...project.ports()), project.run('up', ...project.ports())];
	for (const { ended } of runs) assert.equal(await ended, 0, runs.map(({ said }) => said).join('\n'));
	assert.equal(runs.filter(({ said }) => /Another deploy\/up or deploy\/down is at work on this installation: waiting/.test(said)).length, 1);
	await assertOneInstallation();
	await assertDown();
});

/** A first run that is killed some time after it has said a step, alone or with all that it runs; then another one. */
async function assertGoesOnAfter(step, { ms, isAlone }) {
	const first = project.run('up', ...project.ports());
	await until(() => first.said.includes(step) || first.process.exitCode !== null, 120_000, `deploy/up to say "${step}"`);
	await delay(ms);
	if (first.process.exitCode === null) process.kill(isAlone ? first.process.pid : -first.process.pid, 'SIGKILL');
	await first.ended;
	const { status, said } = await project.up();
	assert.equal(status, 0, `killed ${isAlone ? 'alone ' : ''}${ms} ms after "${step}":\n${said}`);
	await assertOneInstallation();
}

for (const step of STEPS)
	test(`deploy/up that is killed with -9 after "${step}" is gone on with by the next`, async () => {
		const chance = new Chance(step);
		for (let i = 0; i < kills; i++) {
			await project.clear();
			await assertGoesOnAfter(step, { ms: chance.int(0, 600), isAlone: chance.next() < 0.5 });
			await assertDown();
		}
	});

test('deploy/down ends what a killed deploy/up has left half started', async () => {
	await project.down();
	const first = project.run('up', ...project.ports());
	await until(() => project.leaders().includes('redis-server'), 120_000, 'Redis to be started');
	first.process.kill('SIGKILL');
	await first.ended;
	await assertDown();
});

test('a port that another program holds is named with that program, before anything is built or started', async t => {
	await project.down();
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	t.after(() => other.close());
	const taken = other.address().port;
	for (const [option, ports] of [['--port', ['--port', taken, '--shop-port', project.shopPort]], ['--shop-port', ['--port', project.port, '--shop-port', taken]]]) {
		const { status, said } = await project.to('up', '--reset', ...ports.map(String));
		assert.equal(status, 1);
		assert.match(said, new RegExp(`port ${taken} is taken by \\S+, process ${process.pid}\n.*deploy/up ${option} N`));
		assert.doesNotMatch(said, /Building/);
	}
	assert.deepEqual(project.processes(), []);
});

test('of two installations that want one port at the same time, none shares it and who does not get it is told', async t => {
	await project.down();
	const other = await Project.make();
	t.after(() => other.remove());
	other.port = project.port;
	const runs = [project.run('up', ...project.ports(), '--no-demo'), other.run('up', ...other.ports(), '--no-demo')];
	const statuses = await Promise.all(runs.map(({ ended }) => ended));
	await Promise.all(runs.map(({ closed }) => closed));
	assert.deepEqual(statuses.toSorted(), [0, 1], 'one has to be refused, and no more than one');
	for (const [i, { said }] of runs.entries())
		if (statuses[i] !== 0) assert.match(said, new RegExp(`port ${project.port} is taken by |cannot listen on .*:${project.port}`));
	const serving = [project, other].filter(({ state }) => existsSync(state)).filter(one => one.leaders().includes('frontdesk'));
	assert.equal(serving.length, statuses.filter(status => status === 0).length);
	await assertDown();
});
