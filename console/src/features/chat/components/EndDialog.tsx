/* Asks once before a conversation is closed for good. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { endSession } from '../api/sessions';
import type { ChatSession } from '../../../api/types';
import { visitorName } from '../../../ui/visitor';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../../../locale';
import { Dialog } from '../../../ui/Dialog';
import { Named } from '../../../ui/Named';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	close: () => void;
}

export function EndDialog({ session, isOpen, close }: Props) {
	const desk = useDesk();
	const words = texts().end;
	const end = useMutation({
		mutationFn: () => endSession(session.id),
		onSuccess: (ended) => {
			close();
			desk.learn(ended);
		},
		onError: () => notifications.show({ color: 'red', message: words.failed }),
	});
	return (
		<Dialog isOpen={isOpen} close={close} title={words.title}>
			<Text>
				<Named sentence={words.text} name={visitorName(session)} />
			</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button data-autofocus loading={end.isPending} onClick={() => end.mutate()}>
					{words.submit}
				</Button>
			</Group>
		</Dialog>
	);
}
