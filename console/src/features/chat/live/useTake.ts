/* Taking a session: of two clicks one wins, and the other hears who did. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { asRefusal, type Refusal } from '../../../api/http';
import { showNotice } from '../../../ui/notices';
import { navigate } from '../../../ui/place';
import { chatAddress } from '../addresses';
import { chatKeys } from '../api/keys';
import { queuedSessions } from '../api/lists';
import { assignSession } from '../api/sessions';
import { texts } from '../texts';
import { useDesk } from './DeskProvider';
import { isMineToTake } from './handedOver';

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

export function useTake() {
	const desk = useDesk();
	const client = useQueryClient();
	const { mutate, isPending, variables } = useMutation({
		mutationFn: (sessionId: string) => {
			desk.attention.expect(sessionId);
			return assignSession(sessionId);
		},
		onSuccess: (session) => {
			desk.learn(session);
			navigate(chatAddress(session.id));
		},
		onError: (error) => {
			showNotice({ tone: 'warning', text: describe(asRefusal(error)) });
			void client.invalidateQueries({ queryKey: chatKeys.queue });
		},
	});
	const takeNext = useCallback(() => {
		const handedOver = desk.handedOver.ids.get();
		const queued = queuedSessions(client).filter(({ id }) => !handedOver.has(id));
		const next =
			queued.find((session) => isMineToTake(session, desk.me.agent.id, handedOver)) ?? queued[0];
		if (next && !isPending) mutate(next.id);
	}, [client, desk, isPending, mutate]);
	return { take: mutate, takeNext, takingId: isPending ? variables : undefined };
}
