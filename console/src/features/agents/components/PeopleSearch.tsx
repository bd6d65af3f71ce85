/* Where one types whom one looks for. */
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useState } from 'react';
import classes from '../AgentsPage.module.css';
import { texts } from '../texts';

const PAUSE_MS = 250;

/** What is typed, and what is asked for: that, a moment later. */
export function useSearch() {
	const [typed, type] = useState('');
	const [wanted] = useDebouncedValue(typed.trim(), PAUSE_MS);
	return { typed, type, wanted };
}

export function PeopleSearch({ typed, type }: { typed: string; type: (text: string) => void }) {
	const words = texts().agents;
	return (
		<TextInput
			className={classes.search}
			type="search"
			aria-label={words.search}
			placeholder={words.search}
			leftSection={<Search size={16} aria-hidden="true" />}
			value={typed}
			onChange={(event) => type(event.currentTarget.value)}
		/>
	);
}
