/* Merges a ticket into another, which is found by what one knows of it. */
import { Alert, Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asRefusal } from '../../../api/http';
import { useLine } from '../../../live/LineProvider';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { navigate } from '../../../ui/place';
import { ticketAddress } from '../addresses';
import { ticketKeys } from '../api/keys';
import { findTickets, mergeTicket } from '../api/tickets';
import type { SupportTicket } from '../model';
import { texts } from '../texts';
import { detailTexts } from '../texts/detail';
import { numberOf, requesterOf, statusName } from '../words';
import classes from './MergeDialog.module.css';

const SEARCH_MS = 250;

interface Props {
	ticket: SupportTicket;
	isOpen: boolean;
	close: () => void;
}

export default function MergeDialog({ ticket, isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={detailTexts().mergeDialog.title}>
			<Content ticket={ticket} close={close} />
		</Dialog>
	);
}

function useFound(ticket: SupportTicket, q: string) {
	const { data = [], isFetched } = useQuery({
		queryKey: [...ticketKeys.lists, 'found', q],
		queryFn: ({ signal }) => findTickets(q, signal),
		enabled: q !== '',
		gcTime: 0,
	});
	const found = data.filter(({ id, status }) => id !== ticket.id && status !== 'closed');
	return { found, isFetched };
}

function useMerge(ticket: SupportTicket, close: () => void) {
	const { client, rereader } = useLine();
	return useMutation({
		mutationFn: (into: SupportTicket) => mergeTicket(ticket, into),
		onSuccess: (into) => {
			close();
			client.setQueryData(ticketKeys.shown(into.id), into);
			void client.invalidateQueries({ queryKey: ticketKeys.ticket(ticket.id) });
			void rereader.read(ticketKeys.lists);
			showNotice({ text: detailTexts().mergeDialog.done(numberOf(into)) });
			navigate(ticketAddress(into.id));
		},
		onError: () => {
			void client.invalidateQueries({ queryKey: ticketKeys.ticket(ticket.id) });
			void rereader.read(ticketKeys.lists);
		},
	});
}

function Content({ ticket, close }: Omit<Props, 'isOpen'>) {
	const words = detailTexts().mergeDialog;
	const [text, setText] = useState('');
	const [intoId, setIntoId] = useState<string>();
	const [q] = useDebouncedValue(text.trim(), SEARCH_MS);
	const { found, isFetched } = useFound(ticket, q);
	const merge = useMerge(ticket, close);
	const into = found.find(({ id }) => id === intoId);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (into) merge.mutate(into);
			}}
		>
			<Stack>
				<Text size="sm">{words.text(numberOf(ticket))}</Text>
				{merge.error && (
					<Alert color="red" role="alert" py="xs">
						{asRefusal(merge.error).code === 'conflict' ? words.conflict : words.failed}
					</Alert>
				)}
				<TextInput
					data-autofocus
					type="search"
					label={words.search}
					placeholder={words.searchHint}
					dir="auto"
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
				/>
				{q !== '' && isFetched && found.length === 0 && (
					<Text size="sm" role="status">
						{words.none}
					</Text>
				)}
				{found.length > 0 && (
					<Radio.Group value={into?.id ?? null} onChange={setIntoId} aria-label={words.found}>
						<Stack gap={6}>
							{found.map((each) => (
								<Found key={each.id} ticket={each} />
							))}
						</Stack>
					</Radio.Group>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button type="submit" loading={merge.isPending} disabled={!into}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Found({ ticket }: { ticket: SupportTicket }) {
	const facts = [numberOf(ticket), requesterOf(ticket), statusName(ticket.status)];
	const about = facts.filter(Boolean).join(' · ');
	return (
		<Radio.Card
			value={ticket.id}
			className={classes.found}
			aria-label={`${ticket.subject}, ${about}`}
		>
			<span className={classes.text}>
				<span className={classes.subject}>
					<bdi>{ticket.subject}</bdi>
				</span>
				<span className={classes.about}>
					<bdi>{about}</bdi>
				</span>
			</span>
			<Radio.Indicator />
		</Radio.Card>
	);
}
