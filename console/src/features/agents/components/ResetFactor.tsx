/* Lets a colleague who has lost the second step sign in without it; asks once more before. */
import { useMutation } from '@tanstack/react-query';
import { asRefusal } from '../../../api/http';
import type { SupportAgent } from '../../../api/types';
import { showNotice } from '../../../ui/notices';
import { resetSecondFactor } from '../api/agents';
import { describe } from '../problem';
import { texts } from '../texts';
import { Confirm } from './Confirm';

function describeReset(error: unknown): string {
	const words = texts().agents;
	const { code } = asRefusal(error);
	if (code === 'state') return words.noFactor;
	if (code === 'denied') return words.factorElsewhere;
	return describe(error);
}

interface Props {
	agent: SupportAgent;
	back: () => void;
	close: () => void;
}

export function ResetFactor({ agent, back, close }: Props) {
	const words = texts().agents;
	const reset = useMutation({
		mutationFn: () => resetSecondFactor(agent.id),
		onSuccess: () => {
			showNotice({ text: words.factorReset(agent.name) });
			close();
		},
	});
	return (
		<Confirm
			sentence={words.factorText}
			name={agent.name}
			act={words.resetFactor}
			problem={reset.error && describeReset(reset.error)}
			isBusy={reset.isPending}
			back={back}
			onAct={() => reset.mutate()}
		/>
	);
}
