/*
 * Libraries whose index imports everything that they have: a page that wants one part of it would load
 * what any page wants. Our imports of such a name are turned into those of the file that it comes from.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('node_modules', import.meta.url));

const INDEXES = {
	'@mantine/core': 'esm/index.mjs',
	'lucide-react': 'dist/esm/lucide-react.mjs',
};

const FROM = /(?:import|export) \{([^}]*)\} from ["']([^"']+)["']/g;

/* name → the file that it comes from, and its name there */
function partsOf(library) {
	const index = join(modules, library, INDEXES[library]);
	const parts = new Map();
	for (const [, names, path] of readFileSync(index, 'utf8').matchAll(FROM))
		for (const name of names.split(',').map((each) => each.trim())) {
			const [there, here = there] = name.split(' as ');
			parts.set(here, { there, path: join(dirname(index), path) });
		}
	return parts;
}

const OURS = /import \{([^}]*)\} from '(@mantine\/core|lucide-react)';/g;

function direct(text, tables) {
	return text.replace(OURS, (_, names, library) =>
		names
			.split(',')
			.map((each) => each.trim())
			.filter((each) => each !== '' && !each.startsWith('type '))
			.map((name) => {
				const part = tables[library].get(name);
				if (!part) throw new Error(`${library} has no ${name}`);
				return `import { ${part.there} as ${name} } from ${JSON.stringify(part.path)};`;
			})
			.join(' '),
	);
}

export const directImports = {
	name: 'direct-imports',
	setup({ onLoad }) {
		const tables = Object.fromEntries(Object.keys(INDEXES).map((name) => [name, partsOf(name)]));
		onLoad({ filter: /console\/src\/.*\.tsx?$/ }, ({ path }) => ({
			contents: direct(readFileSync(path, 'utf8'), tables),
			loader: path.endsWith('x') ? 'tsx' : 'ts',
		}));
	},
};
