/* Asks once before a job is dropped. */
import { Button, Group, Text } from '@mantine/core';
import { Dialog } from '../../../ui/Dialog';
import { texts } from '../texts';

interface Props {
	isOpen: boolean;
	close: () => void;
	drop: () => void;
}

export default function DropDialog({ isOpen, close, drop }: Props) {
	const words = texts().jobs;
	const submit = () => {
		close();
		drop();
	};
	return (
		<Dialog isOpen={isOpen} close={close} title={words.dropTitle}>
			<Text>{words.dropText}</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button color="danger" data-autofocus onClick={submit}>
					{words.drop}
				</Button>
			</Group>
		</Dialog>
	);
}
