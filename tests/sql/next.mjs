// A program as the next version may be: this one, with schemas that a test has changed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../harness/ending.mjs';
import { project } from './database.mjs';

/** `change` is given the folder of a copy of sql/; answers the program that is built with it. */
export function makeNext(change) {
	const folder = mkdtempSync(join(tmpdir(), 'frontdesk-next-'));
	atEnd(() => rmSync(folder, { recursive: true, force: true }));
	cpSync(join(project, 'sql'), join(folder, 'sql'), { recursive: true });
	change(join(folder, 'sql'));
	execFileSync(process.execPath, ['sql/generate.mjs', 'migrations', 'migrations.c'], { cwd: folder });
	execFileSync('make', ['-s', `OTHER=${folder}`, join(folder, 'frontdesk')], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
	return join(folder, 'frontdesk');
}
