/* Makes a ticket of the conversation with one click; where there is one, leads to it. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { conversationOptions } from '../../../api/conversations';
import { asRefusal } from '../../../api/http';
import type { ChatSession } from '../../../api/types';
import { TICKETS_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { IconButton } from '../../../ui/IconButton';
import { showNotice } from '../../../ui/notices';
import { navigate } from '../../../ui/place';
import { makeTicket, ticketOfChatOptions } from '../api/ticket';
import { texts } from '../texts';
import classes from './PanelHeader.module.css';

function useMake({ id, conversationId }: ChatSession) {
	const client = useQueryClient();
	const words = texts().panel;
	return useMutation({
		mutationFn: () => makeTicket(id),
		onSuccess: (ticket) => {
			client.setQueryData(conversationOptions(conversationId).queryKey, (known) =>
				known && { ...known, tickets: [ticket, ...known.tickets.filter((each) => each.id !== ticket.id)] },
			);
			void client.invalidateQueries({ queryKey: conversationOptions(conversationId).queryKey });
			showNotice({ text: words.ticketMade(String(ticket.number)) });
		},
		onError: (error) => {
			const isDenied = asRefusal(error).code === 'denied';
			showNotice({ tone: 'error', text: isDenied ? words.ticketDenied : words.ticketFailed });
		},
	});
}

/* With its name where there is room for it; which of the two is shown, the style says. */
export function TicketAction({ session }: { session: ChatSession }) {
	const words = texts().panel;
	const { data: ticket } = useQuery(ticketOfChatOptions(session));
	const make = useMake(session);
	const icon = <Inbox size={16} aria-hidden="true" />;
	const label = ticket ? words.ticket(String(ticket.number)) : words.makeTicket;
	const href = ticket && `${TICKETS_PATH}/${ticket.id}`;
	return (
		<>
			<div className={classes.actions}>
				{href ? (
					<Button component={AppLink} href={href} variant="light" leftSection={icon}>
						{label}
					</Button>
				) : (
					<Button
						variant="default"
						leftSection={icon}
						loading={make.isPending}
						onClick={() => make.mutate()}
					>
						{label}
					</Button>
				)}
			</div>
			<div className={classes.icons}>
				<IconButton
					label={label}
					color={href ? 'desk' : 'gray'}
					loading={make.isPending}
					onClick={() => (href ? navigate(href) : make.mutate())}
				>
					<Inbox size={20} />
				</IconButton>
			</div>
		</>
	);
}
