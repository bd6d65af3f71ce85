/* The filter by a tag, which is written: there may be thousands. */
import { Button, Group, Popover, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { tagsOptions } from '../api/tickets';
import { texts } from '../texts';
import classes from './TicketFilters.module.css';

interface Props {
	tag: string | undefined;
	change: (tag: string | undefined) => void;
}

export function TagFilter({ tag, change }: Props) {
	const words = texts().filters;
	const [isOpen, setOpen] = useState(false);
	return (
		<Popover
			opened={isOpen}
			onChange={setOpen}
			position="bottom-start"
			withinPortal={false}
			shadow="md"
			trapFocus
			returnFocus
		>
			<Popover.Target>
				<Button
					className={classes.filter}
					size="compact-sm"
					radius="xl"
					variant="default"
					data-chosen={tag || undefined}
					onClick={() => setOpen(!isOpen)}
					rightSection={<ChevronDown size={14} aria-hidden="true" />}
				>
					<bdi>{tag ? words.chosen(words.tag, tag) : words.tag}</bdi>
				</Button>
			</Popover.Target>
			<Popover.Dropdown aria-label={words.tag}>
				<TagForm
					tag={tag}
					change={(chosen) => {
						setOpen(false);
						change(chosen);
					}}
				/>
			</Popover.Dropdown>
		</Popover>
	);
}

function TagForm({ tag = '', change }: Props) {
	const words = texts().filters;
	const [text, setText] = useState(tag);
	const { data = [] } = useQuery(tagsOptions(text.trim()));
	const id = useId();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				change(text.trim() || undefined);
			}}
		>
			<TextInput
				data-autofocus
				label={words.tag}
				description={words.tagHint}
				dir="auto"
				list={id}
				maxLength={100}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
			/>
			<datalist id={id}>
				{data.map((each) => (
					<option key={each} value={each} />
				))}
			</datalist>
			<Group justify="flex-end" gap="xs" mt="sm">
				{tag && (
					<Button size="compact-md" variant="subtle" onClick={() => change(undefined)}>
						{words.any}
					</Button>
				)}
				<Button size="compact-md" type="submit">
					{words.apply}
				</Button>
			</Group>
		</form>
	);
}
