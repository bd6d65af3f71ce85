import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rivalsOf } from '../src/features/tickets/conflict';
import {
	addressQuery,
	type Filter,
	isSameFilter,
	readFilter,
	requestQuery,
	statusesOf,
	withStatuses,
} from '../src/features/tickets/filter';
import { keyFor } from '../src/features/tickets/fieldKey';
import { isDone, lacksField, mayReopen } from '../src/features/tickets/may';
import type { SupportTicket, TicketField } from '../src/features/tickets/model';

const read = (query: string) => readFilter(new URLSearchParams(query));

test('what stands in the address is what is asked for, and comes back from it', () => {
	const filter: Filter = { status: 'open,snoozed', assignee: 'me', tag: 'a b', q: '#12', sort: 'number' };
	const address = addressQuery(filter);
	assert.equal(address, '?status=open,snoozed&assignee=me&tag=a+b&q=%2312&sort=number');
	assert.deepEqual(read(address), filter);
	assert.equal(requestQuery(filter).get('status'), 'open,snoozed');
});

test('without a status these are the tickets that wait for somebody, and all is said as nothing', () => {
	assert.equal(addressQuery({ sort: '-updatedAt' }), '');
	assert.equal(requestQuery({}).get('status'), 'open,pending');
	assert.equal(requestQuery({ status: 'all', q: 'fern' }).toString(), 'q=fern');
	assert.deepEqual(read('?status=&q=%20&other=1'), {});
});

test('of statuses one at least stays, and all of them, or the usual ones, have a name of their own', () => {
	assert.deepEqual(statusesOf({}), ['open', 'pending']);
	assert.deepEqual(withStatuses({ q: 'x' }, ['pending', 'open']), { q: 'x' });
	assert.deepEqual(withStatuses({ status: 'open' }, []), {});
	assert.deepEqual(withStatuses({}, ['closed', 'open']), { status: 'open,closed' });
	assert.deepEqual(withStatuses({}, ['closed', 'resolved', 'snoozed', 'pending', 'open']), { status: 'all' });
});

test('views are the same whatever their order of tickets', () => {
	assert.ok(isSameFilter({ assignee: 'me', sort: 'number' }, { assignee: 'me' }));
	assert.ok(!isSameFilter({ assignee: 'me' }, { assignee: 'none' }));
});

const TICKET = {
	id: 't',
	number: 7,
	subject: 'A fern',
	status: 'open',
	priority: 'normal',
	channel: 'chat',
	tags: ['plants'],
	fields: { size: 'large', paid: false },
	version: 3,
} as unknown as SupportTicket;

const NAMES = {
	agent: (id: string) => (id === 'mia' ? 'Mia Brandt' : undefined),
	team: () => undefined,
	fields: [],
};

test('of two changes of one ticket theirs stands beside mine, and what nobody changed is left out', () => {
	const theirs = {
		...TICKET,
		subject: 'Two ferns',
		assignedAgent: { id: 'robin', name: 'Robin Hale' },
		fields: { size: 'small', paid: false },
	};
	assert.deepEqual(rivalsOf(TICKET, theirs, { assignedAgentId: 'mia', tags: [] }, NAMES), [
		{ name: 'subject', theirs: 'Two ferns', mine: undefined },
		{ name: 'assignee', theirs: 'Robin Hale', mine: 'Mia Brandt' },
		{ name: 'tags', theirs: 'plants', mine: '' },
		{ name: 'fields.size', theirs: 'small', mine: undefined },
	]);
});

test('a field that somebody has emptied, and what is taken away from nobody, are told as such', () => {
	const assigned = { ...TICKET, assignedAgent: { id: 'mia', name: 'Mia Brandt' } };
	const theirs = { ...TICKET, fields: { paid: true } } as SupportTicket;
	const rivals = rivalsOf(assigned, theirs, { fields: { size: 'huge' }, assignedAgentId: null }, NAMES);
	assert.deepEqual(rivals, [
		{ name: 'assignee', theirs: 'Nobody', mine: 'Nobody' },
		{ name: 'fields.size', theirs: '', mine: 'huge' },
		{ name: 'fields.paid', theirs: 'on', mine: undefined },
	]);
});

test('what is closed only admins open again, and what was merged away nobody', () => {
	const closed = { status: 'closed' } as const;
	assert.ok(isDone(closed) && !mayReopen(closed, { role: 'supervisor' }) && mayReopen(closed, { role: 'admin' }));
	assert.ok(!mayReopen({ ...closed, mergedInto: { id: 'o', number: 1 } }, { role: 'admin' }));
	assert.ok(mayReopen({ status: 'resolved' }, { role: 'agent' }));
});

test('a field that is needed is missing while it is empty, or not ticked', () => {
	const field = (key: string) => ({ key, isRequired: true }) as TicketField;
	assert.ok(lacksField(TICKET, [field('order')]));
	assert.ok(lacksField(TICKET, [field('paid')]));
	assert.ok(!lacksField(TICKET, [field('size'), { ...field('other'), isRequired: false }]));
});

test('the key of a field follows from its name, where that has letters for it', () => {
	assert.equal(keyFor('Order no.'), 'order_no');
	assert.equal(keyFor('  2. Höhe (cm) '), 'hohe_cm');
	assert.equal(keyFor('الطلب'), '');
});
