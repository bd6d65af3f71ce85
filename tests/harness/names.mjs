// Tests name a tenant's functions as the files of sql/ do. In its schema they bear names of their own.
import assert from 'node:assert/strict';
import { fillNames, ownNames } from '../../sql/names.mjs';
import { readNames } from '../../sql/schema.mjs';

const names = readNames(new URL('../../sql', import.meta.url).pathname);

/** A statement as it is for a tenant, given by its id, or by its role. */
export const ownText = (text, tenant) => fillNames(ownNames(text, names, message => assert.fail(`${message}: ${text}`)), tenant);
/** The name of one of its functions. */
export const ownName = (name, tenant) => ownText(`${name}()`, tenant).slice(0, -'()'.length);

/** Has a client of the `pg` package say what the tenant's schema has that it was told to look in last. */
export function nameInScope(client) {
	const query = client.query.bind(client);
	let role;
	const named = (text, values) => {
		if (text.includes('search_path')) role = `${text} ${values}`.match(/tenant_[0-9a-f]{32}/g)?.at(-1);
		return role ? ownText(text, role) : text;
	};
	client.query = (asked, values, ...rest) => {
		if (typeof asked === 'string') return query(named(asked, values), values, ...rest);
		return query(asked.text && !asked.submit ? { ...asked, text: named(asked.text, asked.values) } : asked, values, ...rest);
	};
	return client;
}
