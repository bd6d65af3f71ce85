/*
 * A form of settings that several people may change: what is sent is what was changed, and with it what it was
 * changed from, as a version. Where somebody else was first, nothing is saved: the form has theirs beside mine,
 * and one says which counts.
 */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { carryOver, changedNames } from '../ui/draft';
import { showNotice } from '../ui/notices';
import { asRefusal, refusedMember } from './http';

interface Words {
	saved: string;
	failed: string;
	/** Why a member cannot be taken. */
	faults: Record<string, string>;
	/** What each field is called. */
	fields: Record<string, string>;
}

interface Options<Saved, Fields extends object> {
	/** As it was read. */
	saved: Saved;
	fieldsOf: (saved: Saved) => Fields;
	/** Sends the named fields, as changes of what was read. */
	send: (fields: Fields, names: (keyof Fields)[], of: Saved) => Promise<Saved>;
	/** Reads it anew: somebody else has changed it. */
	read: () => Promise<Saved>;
	/** Where it is kept as it was read. */
	queryKey: QueryKey;
	words: Words;
	/** A field's value as one reads it, where that is not the value itself. */
	describe?: <Name extends keyof Fields>(name: Name, value: Fields[Name]) => string | undefined;
	/** What else is to happen once it is saved. */
	done?: () => void;
}

class Overtaken<Saved> {
	constructor(readonly theirs: Saved) {}
}

export function useSettingsForm<Saved, Fields extends object>(options: Options<Saved, Fields>) {
	const { fieldsOf, words } = options;
	const client = useQueryClient();
	const [base, setBase] = useState(options.saved);
	const [fields, setFields] = useState(() => fieldsOf(options.saved));
	const saved = fieldsOf(base);
	const changed = changedNames(saved, fields);

	const save = useMutation<Saved, unknown, { of: Saved; fields: Fields }>({
		mutationFn: async ({ of, fields: sent }) => {
			try {
				return await options.send(sent, changedNames(fieldsOf(of), sent), of);
			} catch (error) {
				if (asRefusal(error).code !== 'conflict') throw error;
				throw new Overtaken(await options.read());
			}
		},
		onSuccess: (now) => {
			adopt(now);
			client.setQueryData(options.queryKey, now);
			showNotice({ text: words.saved });
			options.done?.();
		},
	});

	function adopt(now: Saved): void {
		setBase(now);
		setFields(fieldsOf(now));
	}

	/* What was refused, and in which words that is told. */
	const refused = refusedMember(save.error);
	const isRefused = save.error !== null && !(save.error instanceof Overtaken);
	const shown = <Name extends keyof Fields>(name: Name, value: Fields[Name]) =>
		options.describe?.(name, value) ?? value;
	const theirs = save.error instanceof Overtaken ? (save.error as Overtaken<Saved>).theirs : undefined;
	return {
		fields,
		changed,
		set: (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change })),
		reset: () => setFields(saved),
		save: () => save.mutate({ of: base, fields }),
		isSaving: save.isPending,
		refused,
		fault: isRefused ? (words.faults[refused ?? ''] ?? words.failed) : undefined,
		labels: words.fields,
		/* What they have changed, where somebody was first, and what I did of it. */
		overtaken: theirs && {
			rivals: changedNames(saved, fieldsOf(theirs)).map((name) => ({
				name,
				theirs: shown(name, fieldsOf(theirs)[name]),
				mine: changed.includes(name) ? shown(name, fields[name]) : undefined,
			})),
			keepMine(): void {
				const mine = carryOver(saved, fields, fieldsOf(theirs));
				setBase(theirs);
				setFields(mine);
				save.mutate({ of: theirs, fields: mine });
			},
			takeTheirs(): void {
				adopt(theirs);
				save.reset();
			},
		},
	};
}
