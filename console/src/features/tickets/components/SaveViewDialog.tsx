/* Gives a filter a name, for oneself or for everybody. */
import { Alert, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asRefusal } from '../../../api/http';
import { useLine } from '../../../live/LineProvider';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { ticketKeys } from '../api/keys';
import { createView } from '../api/views';
import type { Filter } from '../filter';
import { texts } from '../texts';

interface Props {
	filter: Filter;
	isOpen: boolean;
	close: () => void;
}

export default function SaveViewDialog({ isOpen, close, filter }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().views.saveTitle}>
			<Form filter={filter} close={close} />
		</Dialog>
	);
}

function Form({ filter, close }: Omit<Props, 'isOpen'>) {
	const client = useQueryClient();
	const { agent } = useLine().me;
	const words = texts().views;
	const [name, setName] = useState('');
	const [isShared, setShared] = useState(false);
	const save = useMutation({
		mutationFn: () => createView({ name: name.trim(), filter, isShared }),
		onSuccess: (view) => {
			close();
			showNotice({ text: words.done(view.name) });
			return client.invalidateQueries({ queryKey: ticketKeys.views });
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (name.trim()) save.mutate();
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				<Text size="sm">{words.saveText}</Text>
				{save.error && (
					<Alert color="red" role="alert" py="xs">
						{asRefusal(save.error).code === 'state' ? words.full : words.failed}
					</Alert>
				)}
				<TextInput
					data-autofocus
					label={words.name}
					required
					withAsterisk={false}
					maxLength={100}
					dir="auto"
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				{agent.role !== 'agent' && (
					<Checkbox
						label={words.share}
						checked={isShared}
						onChange={(event) => setShared(event.currentTarget.checked)}
					/>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={save.isPending} disabled={!name.trim()}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
