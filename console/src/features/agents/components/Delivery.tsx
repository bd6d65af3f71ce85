/* What became of the mail that has an invitation's link, with the mail server's last word. */
import { Text } from '@mantine/core';
import type { OutgoingMail } from '../../../api/types';
import { texts } from '../texts';

function describe(mail: OutgoingMail | undefined): string {
	const words = texts().invite.mail;
	if (!mail) return words.none;
	if (mail.state === 'failed') return words.failed;
	if (mail.state === 'sent') return mail.isKept ? words.kept : words.sent;
	return mail.answer ? words.retried : words.waiting;
}

export function Delivery({ mail }: { mail: OutgoingMail | undefined }) {
	const answer = mail?.state === 'sent' ? undefined : mail?.answer;
	return (
		<Text
			component="div"
			size="sm"
			c={mail?.state === 'failed' ? 'var(--desk-danger)' : 'var(--desk-muted)'}
		>
			{describe(mail)}
			{answer && (
				<>
					{' '}
					<bdi dir="ltr">{answer}</bdi>
				</>
			)}
		</Text>
	);
}
