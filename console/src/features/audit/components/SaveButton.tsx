/* Saves what the filter shows; while it is read it says how far it is. */
import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useSaveAll } from '../../../api/useSaveAll';
import { formatNumber } from '../../../ui/format';
import { fetchEntries } from '../api/entries';
import { toCsv } from '../csv';
import type { Filter } from '../filter';
import { texts } from '../texts';

export function SaveButton({ filter }: { filter: Filter }) {
	const words = texts().audit;
	const { count, save } = useSaveAll({
		fetchPage: (asked) => fetchEntries({ filter, ...asked }),
		toCsv,
		name: 'audit',
		words,
	});
	const isBusy = count !== undefined;
	return (
		<Button
			variant="default"
			leftSection={<Download size={16} aria-hidden="true" />}
			aria-disabled={isBusy || undefined}
			onClick={() => !isBusy && void save()}
		>
			{isBusy ? words.saving(formatNumber(count)) : words.save}
		</Button>
	);
}
