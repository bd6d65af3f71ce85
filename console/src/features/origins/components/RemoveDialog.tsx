/* Asks once before an origin is taken from the list: whoever chats there is sent away. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { originsOptions, remove } from '../api';
import { texts } from '../texts';

interface Props {
	/** Left out: nothing is asked. */
	origin: string | undefined;
	isLastSeen: boolean;
	close: () => void;
}

export function RemoveDialog({ origin, isLastSeen, close }: Props) {
	const { origins: words, app } = texts();
	const client = useQueryClient();
	const act = useMutation({
		mutationFn: remove,
		onSuccess: (now) => {
			client.setQueryData(originsOptions.queryKey, now);
			showNotice({ text: words.removed });
		},
		onError: () => {
			showNotice({ tone: 'error', text: words.failed });
			void client.invalidateQueries({ queryKey: originsOptions.queryKey });
		},
		onSettled: close,
	});
	return (
		<Dialog isOpen={origin !== undefined} close={close} title={words.removeTitle}>
			<Stack>
				<Text style={{ overflowWrap: 'anywhere' }}>{words.removeText(origin ?? '')}</Text>
				{isLastSeen && (
					<Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden="true" />}>
						{words.removeLastSeen}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{app.cancel}
					</Button>
					<Button
						color="danger"
						data-autofocus
						loading={act.isPending}
						onClick={() => origin !== undefined && act.mutate(origin)}
					>
						{words.remove}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
