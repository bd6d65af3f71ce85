/*
 * How much the console loads, as it goes over the wire: what is there before anything is shown, and
 * what each page that is loaded later adds to that. A build that exceeds it fails.
 */
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const FIRST_MOST = 150_000;
const PAGE_MOST = 60_000;

/* A file and all that it loads at once, by their paths in the metafile. */
function closure(outputs, path, seen = new Set()) {
	if (seen.has(path)) return seen;
	seen.add(path);
	for (const { path: next, kind } of outputs[path].imports)
		if (kind === 'import-statement') closure(outputs, next, seen);
	return seen;
}

const INSIDE = 'src/app/Inside.tsx';
/* The features in front of it. */
const OUTSIDE = ['sign-in', 'invitation', 'password'];

/* What is there when a part is loaded: a page stands within the house, a page's dialogs on the page. */
function groundOf(entryPoint, entryPoints) {
	const [, room, feature] = entryPoint.split('/');
	if (entryPoint === INSIDE || OUTSIDE.includes(feature)) return [];
	const page = entryPoints.find((each) => each.match(`^src/features/${feature}/\\w+Page.tsx$`));
	return room === 'features' && page !== entryPoint ? [INSIDE, page] : [INSIDE];
}

function sizesOf({ outputs }, files, names) {
	const packed = new Map(
		files.map(({ path, contents }) => [basename(path), gzipSync(contents, { level: 9 }).length]),
	);
	const sum = (paths) => [...paths].reduce((all, path) => all + packed.get(basename(path)), 0);
	const entries = Object.entries(outputs).filter(
		([path, { entryPoint }]) => entryPoint && path.endsWith('.js'),
	);
	const pathOf = (name) => entries.find(([path]) => basename(path) === name)[0];
	const first = closure(outputs, pathOf(names.main));
	const pathOfEntry = new Map(entries.map(([path, { entryPoint }]) => [entryPoint, path]));
	const pages = entries
		.filter(([path]) => !first.has(path))
		.map(([path, { entryPoint }]) => {
			const there = new Set(first);
			for (const each of groundOf(entryPoint, [...pathOfEntry.keys()]))
				closure(outputs, pathOfEntry.get(each), there);
			const added = [...closure(outputs, path)].filter((part) => !there.has(part));
			return { name: basename(entryPoint), size: sum(added) };
		});
	return { first: sum(first) + packed.get(names.css) + packed.get(names.scheme), pages };
}

export function checkSizes(metafile, files, names) {
	const { first, pages } = sizesOf(metafile, files, names);
	const found = [{ name: 'what is loaded first', size: first, most: FIRST_MOST }];
	for (const page of pages) found.push({ ...page, most: PAGE_MOST });
	if (process.argv.includes('--sizes'))
		for (const { name, size, most } of found) console.log(`${name}: ${size} of ${most} bytes`);
	const large = found.filter(({ size, most }) => size > most);
	for (const { name, size, most } of large)
		console.error(`console: ${name}: ${size} bytes, ${most} at most`);
	if (large.length > 0) process.exit(1);
}
