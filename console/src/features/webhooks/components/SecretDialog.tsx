/* Shows a new secret, once. */
import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { Dialog } from '../../../ui/Dialog';
import { texts } from '../texts';

interface Props {
	secret: string;
	close: () => void;
}

export default function SecretDialog({ secret, close }: Props) {
	const words = texts().webhooks.secret;
	return (
		<Dialog isOpen close={close} title={words.title}>
			<Stack>
				<Text>{words.text}</Text>
				<TextInput
					label={words.label}
					value={secret}
					readOnly
					data-autofocus
					dir="ltr"
					onFocus={(event) => event.currentTarget.select()}
				/>
				<Group justify="flex-end">
					<CopyButton value={secret}>
						{({ copied, copy }) => (
							<Button variant="default" onClick={copy}>
								{copied ? words.copied : words.copy}
							</Button>
						)}
					</CopyButton>
					<Button onClick={close}>{words.done}</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
