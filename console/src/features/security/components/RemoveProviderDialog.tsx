/* Takes the provider away, once it was asked for. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Dialog } from '../../../ui/Dialog';
import { PROVIDER_KEY, removeProvider } from '../api/provider';
import { texts } from '../texts';
import { Problem } from './Problem';

interface Props {
	isOpen: boolean;
	close: () => void;
}

export function RemoveProviderDialog({ isOpen, close }: Props) {
	const words = texts().provider;
	const client = useQueryClient();
	const remove = useMutation({
		mutationFn: removeProvider,
		onSuccess: close,
		onSettled: () => client.invalidateQueries({ queryKey: PROVIDER_KEY }),
	});
	return (
		<Dialog isOpen={isOpen} close={close} title={words.removeTitle}>
			<Stack>
				<Text>{words.removeText}</Text>
				<Problem error={remove.error} wrong={texts().security.denied} />
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{texts().app.cancel}
					</Button>
					<Button
						color="danger"
						data-autofocus
						loading={remove.isPending}
						onClick={() => remove.mutate()}
					>
						{words.remove}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
