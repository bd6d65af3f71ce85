/* Which of several tickets were not changed, and why. */
import { Alert, Anchor, Button, Group, List } from '@mantine/core';
import { AppLink } from '../../../ui/AppLink';
import { Dialog } from '../../../ui/Dialog';
import { ticketAddress } from '../addresses';
import { texts } from '../texts';
import type { Left } from '../useBulk';
import { numberOf } from '../words';

export default function BulkOutcome({ left, close }: { left: Left; close: () => void }) {
	const words = texts().bulk;
	return (
		<Dialog isOpen close={close} title={words.part(left.all - left.results.length, left.all)}>
			<Alert color="red" role="alert" title={words.left}>
				<List>
					{left.results.map(({ ticket, why }) => (
						<List.Item key={ticket.id}>
							<Anchor component={AppLink} href={ticketAddress(ticket.id)} size="sm">
								{numberOf(ticket)} <bdi>{ticket.subject}</bdi>
							</Anchor>
							: {words.reasons[why]}
						</List.Item>
					))}
				</List>
			</Alert>
			<Group justify="flex-end" mt="lg">
				<Button data-autofocus onClick={close}>
					{texts().app.close}
				</Button>
			</Group>
		</Dialog>
	);
}
