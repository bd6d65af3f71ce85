/* Who is invited and has not come yet: until when their link is good, and what became of its mail. */
import { Button, Group, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Invitation, MadeInvitation } from '../../../api/types';
import { useNow } from '../../../ui/clock';
import { Dialog } from '../../../ui/Dialog';
import { formatFull } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { showNotice } from '../../../ui/notices';
import { useOpened } from '../../../ui/useOpened';
import classes from '../AgentsPage.module.css';
import { invitationsOptions, readInvitationsAgain, sendAgain, withdraw } from '../api/invitations';
import { describeInvitation } from '../problem';
import { texts } from '../texts';
import { Delivery } from './Delivery';
import { InvitationLink } from './InvitationLink';

type Sent = (made: MadeInvitation) => void;

export function Invitations() {
	const words = texts().invite;
	const list = useQuery(invitationsOptions);
	const [made, setMade] = useState<MadeInvitation>();
	const dialog = useOpened();
	function show(next: MadeInvitation): void {
		setMade(next);
		dialog.open();
	}
	if (list.isLoadingError)
		return <ListProblem text={words.listFailed} retry={() => void list.refetch()} />;
	if (!list.data || list.data.items.length === 0) return null;
	return (
		<section className={classes.part} aria-labelledby="invitations-title">
			<h2 id="invitations-title" className={classes.title}>
				{words.list}
			</h2>
			<Table role="table" aria-label={words.list} className={classes.table}>
				<Table.Thead role="rowgroup" className={classes.head}>
					<Table.Tr role="row">
						{[texts().agents.name, texts().agents.role, words.ends, words.act].map((name) => (
							<Table.Th key={name} role="columnheader" scope="col">
								{name}
							</Table.Th>
						))}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody role="rowgroup">
					{list.data.items.map((invitation) => (
						<Row key={invitation.id} invitation={invitation} sent={show} />
					))}
				</Table.Tbody>
			</Table>
			<Dialog isOpen={dialog.isOpen} close={dialog.close} title={words.againTitle}>
				{made && <InvitationLink made={made} close={dialog.close} />}
			</Dialog>
		</section>
	);
}

function Row({ invitation, sent }: { invitation: Invitation; sent: Sent }) {
	const { invite: words, agents } = texts();
	const { id, name, email, role, expiresAt, mail } = invitation;
	const hasEnded = Date.parse(expiresAt) <= useNow();
	return (
		<Table.Tr role="row" className={classes.agent}>
			<Table.Td role="cell" className={classes.who}>
				<div className={classes.name}>
					<bdi>{name}</bdi>
				</div>
				<div className={classes.email}>
					<bdi>{email}</bdi>
				</div>
			</Table.Td>
			<Table.Td role="cell">{agents.roles[role]}</Table.Td>
			<Table.Td role="cell" className={classes.link}>
				{hasEnded ? words.ended : words.until(formatFull(expiresAt))}
				<Delivery mail={mail} />
			</Table.Td>
			<Table.Td role="cell" className={classes.acts}>
				<Group gap="xs" wrap="nowrap">
					<SendAgain id={id} name={name} sent={sent} />
					<Withdraw id={id} name={name} />
				</Group>
			</Table.Td>
		</Table.Tr>
	);
}

function SendAgain({ id, name, sent }: { id: string; name: string; sent: Sent }) {
	const words = texts().invite;
	const client = useQueryClient();
	const sending = useMutation({
		mutationFn: () => sendAgain(id),
		onSuccess: sent,
		onError: (error) => showNotice({ tone: 'error', text: describeInvitation(error) }),
		onSettled: () => readInvitationsAgain(client),
	});
	return (
		<Button
			variant="default"
			size="compact-sm"
			aria-label={words.againTo(name)}
			loading={sending.isPending}
			onClick={() => sending.mutate()}
		>
			{words.again}
		</Button>
	);
}

function Withdraw({ id, name }: { id: string; name: string }) {
	const words = texts().invite;
	const client = useQueryClient();
	const leaving = useMutation({
		mutationFn: () => withdraw(id),
		onSuccess: () => showNotice({ text: words.withdrawn(name) }),
		onError: () => showNotice({ tone: 'error', text: texts().agents.failed }),
		onSettled: () => readInvitationsAgain(client),
	});
	return (
		<Button
			variant="subtle"
			color="danger"
			size="compact-sm"
			aria-label={words.withdrawOf(name)}
			loading={leaving.isPending}
			onClick={() => leaving.mutate()}
		>
			{words.withdraw}
		</Button>
	);
}
