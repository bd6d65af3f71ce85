/* The tags of one ticket, or of several at once. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../../ui/Dialog';
import type { SupportTicket } from '../model';
import { texts } from '../texts';
import { TagInput } from './TagInput';

interface Props {
	tickets: readonly SupportTicket[];
	save: (tags: string[]) => void;
	close: () => void;
}

/* What all of them have. */
function shared(tickets: readonly SupportTicket[]): string[] {
	const [first, ...rest] = tickets;
	return (first?.tags ?? []).filter((tag) => rest.every(({ tags }) => tags.includes(tag)));
}

export default function TagsDialog({ tickets, save, close }: Props) {
	const words = texts().tags;
	const [tags, setTags] = useState(() => shared(tickets));
	const isMany = tickets.length > 1;
	return (
		<Dialog isOpen close={close} title={words.title}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					close();
					save(tags);
				}}
			>
				<Stack>
					{isMany && <Text size="sm">{words.replaces}</Text>}
					<TagInput tags={tags} change={setTags} isFirst />
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{texts().app.cancel}
						</Button>
						<Button type="submit">
							{isMany ? words.saveAll(tickets.length) : words.save}
						</Button>
					</Group>
				</Stack>
			</form>
		</Dialog>
	);
}
