/* A form's fields against what was saved: which differ, and what becomes of them when somebody else saves first. */

/* By value: a list is the same where all that is in it is. */
function isSame(one: unknown, other: unknown): boolean {
	return one === other || JSON.stringify(one) === JSON.stringify(other);
}

export function changedNames<Fields extends object>(saved: Fields, fields: Fields): (keyof Fields)[] {
	return (Object.keys(fields) as (keyof Fields)[]).filter((name) => !isSame(fields[name], saved[name]));
}

/* My changes, on top of what somebody else has saved meanwhile. */
export function carryOver<Fields extends object>(saved: Fields, mine: Fields, theirs: Fields): Fields {
	const carried = { ...theirs };
	for (const name of changedNames(saved, mine)) carried[name] = mine[name];
	return carried;
}
