/* Chooses a session of a list, while several are being chosen. */
import { Checkbox } from '@mantine/core';
import type { ChatSession } from '../../../api/types';
import { useStore } from '../../../ui/store';
import { visitorName } from '../visitor';
import { CHOSEN_MOST, mayEnd } from '../live/chosen';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';

export function ChooseBox({ session }: { session: ChatSession }) {
	const { chosen, me } = useDesk();
	const ids = useStore(chosen.ids);
	if (ids === null || !mayEnd(session, me.agent)) return null;
	const isChosen = ids.has(session.id);
	return (
		<Checkbox
			ms="xs"
			aria-label={texts().chosen.one(visitorName(session))}
			checked={isChosen}
			disabled={!isChosen && ids.size >= CHOSEN_MOST}
			onChange={() => chosen.toggle(session.id)}
		/>
	);
}
