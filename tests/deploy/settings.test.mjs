// What an operator has told deploy/up, by options and in a file of their own, lasts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../harness/server.mjs';
import { Project } from './project.mjs';

let project, file;
before(async () => {
	project = await Project.make();
	file = join(project.state, 'frontdesk.local.conf');
});
after(() => project?.remove());

const operate = (...args) => spawnSync(join(project.state, 'frontdesk'), args, { encoding: 'utf8' });
const workers = () => new Set(project.leaders()).has('frontdesk') && project.processes().filter(({ name }) => name === 'frontdesk').length - 1;

test('options hold until they are told otherwise, and the file of own settings goes before them and stays', async () => {
	const first = await project.up('--no-demo');
	assert.equal(first.status, 0, first.said);
	assert.match(readFileSync(file, 'utf8'), /^(#.*\n)+$/, 'comments only');
	assert.ok(first.said.includes(file), first.said);
	const port = await freePort();
	const own = `# ours\nlisten = 127.0.0.1:${port}\npublic-url=https://desk.example\n  workers = 1`;
	writeFileSync(file, own);
	const { status, said } = await project.to('up', '--shop-port', String(await freePort()));
	assert.equal(status, 0, said);
	assert.match(said, new RegExp(`With the options so far .*: --port ${project.port} .*--no-demo`));
	assert.equal(readFileSync(file, 'utf8'), own);
	assert.ok(await project.answers(port));
	assert.equal(workers(), 1);
	const made = operate('tenant', 'create', '--name', 'Own', '--time-zone', 'UTC');
	assert.match(made.stdout, /<script src="https:\/\/desk\.example\/chat-widget\.js"/, made.stderr);
	const third = await project.to('up');
	assert.match(third.said, /The server runs as it should/, third.said);
});

test('a wrong line of it is named with file and line, and what runs is left alone', async () => {
	const before = project.leaders();
	for (const [line, complaint] of [['colour = red', 'line 5 of FILE is not `name = value` with a known name'], ['db_connections = many', 'db_connections \\(line 6 of FILE\\) must be a whole number']]) {
		appendFileSync(file, `\n${line}`);
		const { status, said } = await project.to('up');
		assert.equal(status, 1, said);
		assert.match(said, new RegExp(`^error: ${complaint.replace('FILE', file)}`, 'm'));
		writeFileSync(file, readFileSync(file, 'utf8').replace('colour = red', ''));
	}
	assert.deepEqual(project.leaders(), before);
});
