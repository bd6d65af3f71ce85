/* Asks once before something is done. */
import { Button, Group, Text } from '@mantine/core';
import { Dialog } from '../../../ui/Dialog';
import { texts } from '../texts';

interface Props {
	title: string;
	text: string;
	submit: string;
	isOpen: boolean;
	isDanger?: boolean;
	close: () => void;
	act: () => void;
}

export default function AskDialog({ title, text, submit, isOpen, isDanger, close, act }: Props) {
	const agree = () => {
		close();
		act();
	};
	return (
		<Dialog isOpen={isOpen} close={close} title={title}>
			<Text>{text}</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button color={isDanger ? 'danger' : undefined} data-autofocus onClick={agree}>
					{submit}
				</Button>
			</Group>
		</Dialog>
	);
}
