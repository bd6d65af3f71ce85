/* Asks once more before a key is revoked. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ApiKey } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';
import { revokeKey } from '../api/keys';
import { texts } from '../texts';
import { KeyProblem } from './KeyProblem';

interface Props {
	/** Null: closed. */
	item: ApiKey | null;
	close: () => void;
	changed: () => void;
}

export function RevokeDialog({ item, close, changed }: Props) {
	return (
		<Dialog isOpen={item !== null} close={close} title={texts().keys.revokeTitle}>
			{item && <Question item={item} close={close} changed={changed} />}
		</Dialog>
	);
}

function Question({ item, close, changed }: Props & { item: ApiKey }) {
	const words = texts().keys;
	const revoke = useMutation({
		mutationFn: () => revokeKey(item),
		onSuccess: () => {
			showNotice({ text: words.isRevoked });
			close();
			changed();
		},
	});
	return (
		<Stack>
			<Text>{words.revokeText(item.name)}</Text>
			<KeyProblem error={revoke.error} />
			<Group justify="flex-end">
				<Button variant="default" data-autofocus onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button color="danger" loading={revoke.isPending} onClick={() => revoke.mutate()}>
					{words.revoke}
				</Button>
			</Group>
		</Stack>
	);
}
