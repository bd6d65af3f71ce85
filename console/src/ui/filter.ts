/* What of a list is asked for, as names and values of an address: those that are empty are left out. */
export type Filter<Name extends string> = Partial<Record<Name, string>>;

export function readFilter<Name extends string>(
	names: readonly Name[],
	query: URLSearchParams,
): Filter<Name> {
	const filter: Filter<Name> = {};
	for (const name of names) {
		const value = query.get(name);
		if (value) filter[name] = value;
	}
	return filter;
}

/* In the order of the names. */
export function filterQuery<Name extends string>(
	names: readonly Name[],
	filter: Filter<Name>,
): URLSearchParams {
	const query = new URLSearchParams();
	for (const name of names) {
		const value = filter[name];
		if (value) query.set(name, value);
	}
	return query;
}
