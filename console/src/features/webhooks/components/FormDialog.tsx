/* A new webhook, or a change of one. What the server refuses is said in its words. */
import { Alert, Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asRefusal } from '../../../api/http';
import type { Webhook } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { changeWebhook, createWebhook, EVENTS, type Said, WEBHOOKS_KEY } from '../api/webhooks';
import { eventText } from '../names';
import { texts } from '../texts';

interface Props {
	webhook?: Webhook;
	isOpen: boolean;
	close: () => void;
	showSecret: (secret: string) => void;
}

const NEW: Said = { url: 'https://', description: '', events: [...EVENTS] };

function useSave({ webhook, close, showSecret }: Props) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: async (said: Said) => {
			if (webhook) await changeWebhook(webhook.id, said);
			else showSecret((await createWebhook(said)).secret);
		},
		onSuccess: close,
		onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS_KEY }),
	});
}

export default function FormDialog(props: Props) {
	const { webhook, isOpen, close } = props;
	const words = texts().webhooks.form;
	return (
		<Dialog isOpen={isOpen} close={close} title={webhook ? words.editTitle : words.addTitle}>
			<Form {...props} />
		</Dialog>
	);
}

/* Made anew each time the dialog opens. */
function Form(props: Props) {
	const { webhook, close } = props;
	const words = texts().webhooks.form;
	/* What is typed stays, whatever is read of the webhook meanwhile. */
	const [said, setSaid] = useState<Said>(webhook ?? NEW);
	const save = useSave(props);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const { url, description, events } = said;
		if (events.length > 0) save.mutate({ url, description, events });
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				<SaveProblem error={save.error} />
				<TextInput
					label={words.url}
					description={words.urlHint}
					type="url"
					dir="ltr"
					required
					maxLength={2048}
					data-autofocus
					value={said.url}
					onChange={(event) => setSaid({ ...said, url: event.currentTarget.value })}
				/>
				<TextInput
					label={words.description}
					description={words.descriptionHint}
					maxLength={200}
					value={said.description}
					onChange={(event) => setSaid({ ...said, description: event.currentTarget.value })}
				/>
				<Checkbox.Group
					label={words.events}
					value={said.events}
					onChange={(events) => setSaid({ ...said, events })}
					error={said.events.length === 0 && words.noEvents}
				>
					<Stack gap="xs" mt="xs">
						{EVENTS.map((event) => (
							<Checkbox key={event} value={event} label={eventText(event)} />
						))}
					</Stack>
				</Checkbox.Group>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={save.isPending}>
						{words.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function SaveProblem({ error }: { error: Error | null }) {
	const words = texts().webhooks;
	if (!error) return null;
	const { code, problem } = asRefusal(error);
	if (code === 'field' && problem.detail)
		return (
			<Alert color="red" role="alert" title={words.form.refused}>
				{problem.detail}
			</Alert>
		);
	const text = code === 'state' ? words.full : code === 'absent' ? words.gone : words.form.failed;
	return (
		<Alert color="red" role="alert">
			{text}
		</Alert>
	);
}
