/*
 * Tables as a file for spreadsheets (RFC 4180). What begins as a formula does there gets an apostrophe in
 * front: such a program would run it, and names and words are other people's to choose.
 */
export type Cell = string | number | undefined;

const FORMULA = /^\s*[=+\-@]|^[\t\r]/;
/* That it is UTF-8, which spreadsheets do not guess. */
const MARK = '\ufeff';

function written(value: Cell = ''): string {
	const text = FORMULA.test(String(value)) ? `'${value}` : String(value);
	return `"${text.replaceAll('"', '""')}"`;
}

/* A head of our own names, and rows of as many cells. */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	const lines = [head.join(','), ...rows.map((cells) => cells.map(written).join(','))];
	return `${MARK}${lines.join('\r\n')}\r\n`;
}

/* Gives it to the browser as a file. */
export function saveCsv(csv: string, name: string): void {
	const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}
