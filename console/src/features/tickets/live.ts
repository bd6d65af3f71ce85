/* What becomes of tickets while one looks at them: the event names the ticket, and what shows it is read again. */
import { useEffect } from 'react';
import type { Line } from '../../live/line';
import { useLine } from '../../live/LineProvider';
import { ticketKeys } from './api/keys';

/* Tells of every ticket that changes; undefined: the line was away, and any may have. */
function follow(line: Line, changed: (id?: string) => void): () => void {
	return line.join({
		heard: (frame) => {
			if (frame.type === 'ticket_changed') changed(frame.ticket.id);
		},
		opened: (isAgain) => {
			if (isAgain) changed();
		},
		lost: () => {},
		positions: () => [],
	});
}

/* Lists and their counts, at most every other second. */
export function useLiveLists(): void {
	const line = useLine();
	useEffect(() => follow(line, () => void line.rereader.read(ticketKeys.lists)), [line]);
}

/* One ticket, with its comments and its history. */
export function useLiveTicket(id: string): void {
	const line = useLine();
	useEffect(
		() =>
			follow(line, (changedId = id) => {
				if (changedId === id) void line.rereader.read(ticketKeys.ticket(id));
			}),
		[line, id],
	);
}
