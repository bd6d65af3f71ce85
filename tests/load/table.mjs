// Medians, and the one table that is printed.

export function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted.length === 0 ? NaN : sorted[Math.floor(sorted.length / 2)];
}

/** The median run of each number in the results. */
export function medians(results) {
	return Object.fromEntries(Object.keys(results[0]).map(name => [name, median(results.map(result => result[name]))]));
}

export function number(value, unit = '') {
	if (value === undefined || Number.isNaN(value)) return '–';
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) + (unit && ` ${unit}`);
}

// A ratio or a bound is good when it is high, or when it is low.
function verdict({ value, floor, wanted, lowIsGood }) {
	const reaches = bound => (lowIsGood ? value <= bound : value >= bound);
	if (value === undefined) return '';
	if (wanted !== undefined && reaches(wanted)) return 'as wanted';
	if (floor !== undefined && reaches(floor)) return 'above the floor';
	return floor === undefined ? 'short of what is wanted' : 'BELOW THE FLOOR';
}

/** rows: {measure, ours, partner?, value, floor?, wanted?, lowIsGood?, unit?, note?} */
export function printTable(rows) {
	const heads = ['measure', 'ours', 'partner', 'ratio', 'floor', 'wanted', 'verdict', 'note'];
	const lines = rows.map(row => [
		row.measure, number(row.ours, row.unit), row.partner === undefined ? '' : number(row.partner, row.unit),
		row.partner === undefined ? '' : number(row.ours / row.partner), row.floor === undefined ? '' : number(row.floor),
		row.wanted === undefined ? '' : number(row.wanted), verdict(row), row.note ?? '',
	]);
	const widths = heads.map((head, i) => Math.max(head.length, ...lines.map(line => line[i].length)));
	const print = line => console.log('| ' + line.map((cell, i) => (i > 0 && i < 6 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ') + ' |');
	print(heads);
	console.log('|' + widths.map(width => '-'.repeat(width + 2)).join('|') + '|');
	lines.forEach(print);
}
