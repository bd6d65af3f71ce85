// Holds openapi.yaml and asyncapi.yaml against their own schemas. What expands from messages.def is
// asked for its staleness by proto/generate.mjs itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);
const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
const faults = [];
const read = name => parse(readFileSync(join(project, 'proto', name), 'utf8'));

async function checkOpenapi() {
	const found = await new Validator().validate(read('openapi.yaml'));
	if (!found.valid) faults.push(`openapi.yaml: ${JSON.stringify(found.errors, null, 1)}`);
}

function checkAsyncapi() {
	const document = read('asyncapi.yaml');
	const schema = require(`@asyncapi/specs/schemas/${document.asyncapi}.json`);
	// The schema carries its own copy of draft-07, which would clash with the built-in one.
	const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
	addFormats(ajv);
	const validate = ajv.compile(schema);
	if (!validate(document)) faults.push(`asyncapi.yaml: ${JSON.stringify(validate.errors, null, 1)}`);
}

/** Commands that compare generated files and tables with their source. */
function checkFresh() {
	const checks = [['proto/generate.mjs', 'check'], ['proto/check-openapi.mjs']];
	for (const [script, ...args] of checks.filter(([name]) => existsSync(join(project, name)))) {
		const done = spawnSync(process.execPath, [script, ...args], { cwd: project, encoding: 'utf8' });
		if (done.status !== 0) faults.push(`${script}: ${done.stdout}${done.stderr}`);
	}
}

await checkOpenapi();
checkAsyncapi();
checkFresh();
for (const fault of faults) console.log(fault);
process.exitCode = faults.length ? 1 : 0;
