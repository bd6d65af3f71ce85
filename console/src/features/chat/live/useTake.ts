/* Taking a session: of two clicks one wins, and the other hears who did. */
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { asRefusal, type Refusal } from '../../../api/http';
import { QUEUE_KEY, queuedSessions } from '../api/lists';
import { assignSession } from '../api/sessions';
import type { ChatSession } from '../../../api/types';
import { chatAddress, navigate } from '../../../ui/place';
import { texts } from '../../../locale';
import { useDesk } from './DeskProvider';

function describe(refusal: Refusal): string {
	const words = texts().queue;
	switch (refusal.code) {
		case 'conflict':
			return refusal.problem.assignedAgent
				? words.lost(refusal.problem.assignedAgent.name)
				: words.lostSomebody;
		case 'state':
		case 'absent':
			return words.gone;
		case 'denied':
			return words.denied;
		case 'agent_full':
			return words.full;
		default:
			return words.failed;
	}
}

/* Reserved for a colleague for a while: not the next one for me. */
function isMineToTake(session: ChatSession, agentId: string): boolean {
	return session.assignedAgent === undefined || session.assignedAgent.id === agentId;
}

export function useTake() {
	const desk = useDesk();
	const client = useQueryClient();
	const { mutate, isPending, variables } = useMutation({
		mutationFn: assignSession,
		onSuccess: (session) => {
			desk.learn(session);
			navigate(chatAddress(session.id));
		},
		onError: (error) => {
			notifications.show({ color: 'orange', message: describe(asRefusal(error)) });
			void client.invalidateQueries({ queryKey: QUEUE_KEY });
		},
	});
	const takeNext = useCallback(() => {
		const queued = queuedSessions(client);
		const own = (session: ChatSession) => isMineToTake(session, desk.me.agent.id);
		const next = queued.find(own) ?? queued[0];
		if (next && !isPending) mutate(next.id);
	}, [client, desk, isPending, mutate]);
	return { take: mutate, takeNext, takingId: isPending ? variables : undefined };
}
