/* Asks once before a field goes. */
import { Button, Group, Text } from '@mantine/core';
import { Dialog } from '../../../ui/Dialog';
import type { TicketField } from '../model';
import { settingsTexts } from '../texts/settings';

interface Props {
	field: TicketField;
	close: () => void;
	remove: () => void;
}

export default function RemoveFieldDialog({ field, close, remove }: Props) {
	const words = settingsTexts();
	return (
		<Dialog isOpen close={close} title={words.removeTitle(field.label)}>
			<Text>{words.removeText}</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{words.app.cancel}
				</Button>
				<Button
					color="danger"
					data-autofocus
					onClick={() => {
						close();
						remove();
					}}
				>
					{words.remove}
				</Button>
			</Group>
		</Dialog>
	);
}
