/* A ticket that an agent makes: what it is about, for whom, and what is said first. */
import { Alert, Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { newId } from '../../../../../proto/client/ids';
import { asRefusal } from '../../../api/http';
import { useLine } from '../../../live/LineProvider';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { navigate } from '../../../ui/place';
import { ticketAddress } from '../addresses';
import { ticketKeys } from '../api/keys';
import { createTicket } from '../api/tickets';
import { texts } from '../texts';
import { numberOf } from '../words';

interface Props {
	isOpen: boolean;
	close: () => void;
}

export default function NewTicketDialog({ isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={texts().create.title}>
			<Form close={close} />
		</Dialog>
	);
}

interface Said {
	subject: string;
	requesterName: string;
	requesterEmail: string;
	content: string;
	isInternal: boolean;
}

const EMPTY: Said = { subject: '', requesterName: '', requesterEmail: '', content: '', isInternal: false };

/* Under one id as long as the form is open: with an answer that did not come there is one ticket all the same. */
function useCreate(close: () => void) {
	const { client, rereader } = useLine();
	const id = useRef(newId());
	return useMutation({
		mutationFn: ({ subject, requesterName, requesterEmail, content, isInternal }: Said) => {
			const named = { requesterName: requesterName.trim(), requesterEmail: requesterEmail.trim() };
			const said = content.trim() ? { content: content.trim(), isPublic: !isInternal } : {};
			const given = Object.entries(named).filter(([, value]) => value !== '');
			return createTicket({
				id: id.current,
				subject: subject.trim(),
				...Object.fromEntries(given),
				...said,
			});
		},
		onSuccess: (ticket) => {
			close();
			showNotice({ text: texts().create.done(numberOf(ticket)) });
			client.setQueryData(ticketKeys.shown(ticket.id), ticket);
			void rereader.read(ticketKeys.lists);
			navigate(ticketAddress(ticket.id));
		},
		/* What was refused may be said otherwise: that is another ticket. */
		onError: (error) => {
			if (!asRefusal(error).isPassing) id.current = newId();
		},
	});
}

function Form({ close }: { close: () => void }) {
	const words = texts().create;
	const [said, setSaid] = useState(EMPTY);
	const create = useCreate(close);
	const set = (part: Partial<Said>) => setSaid({ ...said, ...part });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (said.subject.trim()) create.mutate(said);
	};
	return (
		<form onSubmit={submit}>
			<Stack>
				{create.error && <Problem error={create.error} />}
				<TextInput
					data-autofocus
					label={words.subject}
					required
					withAsterisk={false}
					maxLength={255}
					dir="auto"
					value={said.subject}
					onChange={(event) => set({ subject: event.currentTarget.value })}
				/>
				<Group grow align="flex-start">
					<TextInput
						label={words.name}
						maxLength={255}
						dir="auto"
						value={said.requesterName}
						onChange={(event) => set({ requesterName: event.currentTarget.value })}
					/>
					<TextInput
						label={words.email}
						type="email"
						maxLength={254}
						value={said.requesterEmail}
						onChange={(event) => set({ requesterEmail: event.currentTarget.value })}
					/>
				</Group>
				<Textarea
					label={words.content}
					autosize
					minRows={4}
					maxRows={12}
					dir="auto"
					value={said.content}
					onChange={(event) => set({ content: event.currentTarget.value })}
				/>
				<Checkbox
					label={words.internal}
					checked={said.isInternal}
					onChange={(event) => set({ isInternal: event.currentTarget.checked })}
				/>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={create.isPending} disabled={!said.subject.trim()}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Problem({ error }: { error: unknown }) {
	const words = texts().create;
	const { code, problem } = asRefusal(error);
	const isField = code === 'field' && problem.detail;
	return (
		<Alert color="red" role="alert" title={isField ? words.refused : undefined}>
			{isField ? problem.detail : words.failed}
		</Alert>
	);
}
