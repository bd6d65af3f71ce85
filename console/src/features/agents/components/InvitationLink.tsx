/* The link by which somebody comes, shown this once; they have it by mail where there is a mail server. */
import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import type { MadeInvitation } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { Named } from '../../../ui/Named';
import { texts } from '../texts';

interface Props {
	made: MadeInvitation;
	close: () => void;
}

export function InvitationLink({ made: { invitation, link }, close }: Props) {
	const words = texts().invite;
	const { name, email, mail, expiresAt } = invitation;
	return (
		<Stack>
			<Text size="sm">
				{mail ? (
					<Named sentence={words.madeMailed} name={email} />
				) : (
					<Named sentence={words.madeText} name={name} />
				)}{' '}
				{words.until(formatFull(expiresAt))}
			</Text>
			<TextInput
				label={words.link}
				readOnly
				data-autofocus
				value={link}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<Group justify="flex-end">
				<CopyButton value={link}>
					{({ copied, copy }) => (
						<Button
							variant="default"
							leftSection={copied ? <Check size={16} /> : <Copy size={16} />}
							onClick={copy}
						>
							<span role="status">{copied ? words.copied : words.copy}</span>
						</Button>
					)}
				</CopyButton>
				<Button onClick={close}>{words.done}</Button>
			</Group>
		</Stack>
	);
}
