/* Asks once before a conversation is closed for good. */
import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ChatSession } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { Named } from '../../../ui/Named';
import { showNotice } from '../../../ui/notices';
import { endSession } from '../api/sessions';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { visitorName } from '../visitor';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	close: () => void;
}

export default function EndDialog({ session, isOpen, close }: Props) {
	const desk = useDesk();
	const words = texts().end;
	const end = useMutation({
		mutationFn: () => endSession(session.id),
		onSuccess: (ended) => {
			close();
			desk.learn(ended);
		},
		onError: () => showNotice({ tone: 'error', text: words.failed }),
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
				<Button color="danger" data-autofocus loading={end.isPending} onClick={() => end.mutate()}>
					{words.submit}
				</Button>
			</Group>
		</Dialog>
	);
}
