/* Tags as they are written; those that there are already are proposed. */
import { TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tagsOptions } from '../api/tickets';
import { texts } from '../texts';

const LENGTH_MOST = 50;
const COUNT_MOST = 20;

interface Props {
	tags: readonly string[];
	change: (tags: string[]) => void;
	/** Of what stands around it; else its own. */
	label?: string;
	isFirst?: boolean;
}

export function TagInput({ tags, change, label, isFirst }: Props) {
	const words = texts().tags;
	const [search, setSearch] = useState('');
	const { data = [] } = useQuery(tagsOptions(search.trim()));
	return (
		<TagsInput
			label={label ?? words.label}
			description={words.hint}
			data-autofocus={isFirst}
			dir="auto"
			maxTags={COUNT_MOST}
			maxLength={LENGTH_MOST}
			data={data}
			searchValue={search}
			onSearchChange={setSearch}
			value={[...tags]}
			onChange={change}
		/>
	);
}
