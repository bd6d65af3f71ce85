/* Searches tickets: what is typed is asked for once one stops, or presses Enter. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { filterId, focusList } from '../../../ui/listFocus';
import { texts } from '../texts';
import classes from './SearchField.module.css';

const SEARCH_MS = 250;

interface Props {
	/** What is searched for by now. */
	q: string;
	search: (q: string) => void;
}

/* What is typed, and what it becomes when somewhere else it is said what is searched for. */
function useTyped(q: string) {
	const [text, setText] = useState(q);
	const [known, setKnown] = useState(q);
	if (q !== known) {
		setKnown(q);
		if (q !== text.trim()) setText(q);
	}
	return { text, setText };
}

export function SearchField({ q, search }: Props) {
	const words = texts().tickets;
	const { text, setText } = useTyped(q);
	const ask = (typed: string) => search(typed.trim());
	const askSoon = useDebouncedCallback(ask, SEARCH_MS);
	const change = (typed: string) => {
		setText(typed);
		askSoon(typed);
	};
	return (
		<form
			role="search"
			className={classes.search}
			onSubmit={(event) => {
				event.preventDefault();
				ask(text);
			}}
		>
			<TextInput
				id={filterId}
				type="search"
				aria-label={words.search}
				placeholder={words.searchHint}
				dir="auto"
				maxLength={200}
				leftSection={<Search size={16} aria-hidden="true" />}
				rightSection={
					text && (
						<CloseButton size="sm" aria-label={words.clearSearch} onClick={() => change('')} />
					)
				}
				value={text}
				onChange={(event) => change(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === 'Escape') focusList();
				}}
			/>
		</form>
	);
}
