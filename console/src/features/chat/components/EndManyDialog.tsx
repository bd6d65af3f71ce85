/* Asks once before several conversations are closed for good, and says which of them were not. */
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { findSession } from '../api/lists';
import { endSessions } from '../api/sessions';
import type { SessionEnd } from '../../../api/types';
import { visitorName } from '../visitor';
import type { Chosen } from '../live/chosen';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { Dialog } from '../../../ui/Dialog';
import { showNotice } from '../../../ui/notices';

interface Props {
	close: () => void;
	/* All have ended. */
	done: () => void;
}

export default function EndManyDialog({ close, done }: Props) {
	const { chosen } = useDesk();
	const names = useNames(chosen);
	const ids = [...names.keys()];
	const words = texts().endMany;
	const end = useMutation({
		mutationFn: () => endSessions(ids),
		onSuccess: ({ results }) => {
			if (results.some(({ outcome }) => outcome !== 'ended')) return chosen.begin();
			showNotice({ text: words.done(ids.length) });
			close();
			done();
		},
	});
	if (end.data) return <Left results={end.data.results} names={names} close={close} />;
	return (
		<Dialog isOpen close={close} title={words.title(ids.length)}>
			<Text>{words.text}</Text>
			{end.isError && (
				<Alert color="red" mt="md" role="alert">
					{words.failed}
				</Alert>
			)}
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts().app.cancel}
				</Button>
				<Button color="danger" data-autofocus loading={end.isPending} onClick={() => end.mutate()}>
					{texts().chosen.end(ids.length)}
				</Button>
			</Group>
		</Dialog>
	);
}

/* Whose chats are chosen when the question is asked: what a colleague takes leaves this agent's lists. */
function useNames(chosen: Chosen): Map<string, string> {
	const client = useQueryClient();
	const nameOf = (id: string) => {
		const session = findSession(client, id);
		return session ? visitorName(session) : texts().thread.visitor;
	};
	const [names] = useState(
		() => new Map([...(chosen.ids.get() ?? [])].map((id) => [id, nameOf(id)])),
	);
	return names;
}

interface LeftProps {
	results: SessionEnd[];
	names: Map<string, string>;
	close: () => void;
}

function Left({ results, names, close }: LeftProps) {
	const words = texts().endMany;
	const left = results.filter(({ outcome }) => outcome !== 'ended');
	return (
		<Dialog isOpen close={close} title={words.part(results.length - left.length, results.length)}>
			<Alert color="red" role="alert" title={words.left}>
				<List>
					{left.map(({ sessionId, outcome }) => (
						<List.Item key={sessionId}>
							<bdi>{names.get(sessionId)}</bdi>: {words.reasons[outcome as keyof typeof words.reasons]}
						</List.Item>
					))}
				</List>
			</Alert>
			<Group justify="flex-end" mt="lg">
				<Button data-autofocus onClick={close}>
					{texts().app.close}
				</Button>
			</Group>
		</Dialog>
	);
}
