/* Gives the pages the live side of the chats; it stands above them, beneath the line. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useLine } from '../../../live/LineProvider';
import { forgetLists } from '../api/lists';
import { Desk } from './desk';
import { useTitleBadge } from './useTitleBadge';

const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
	const desk = useContext(DeskContext);
	if (!desk) throw new Error('There is no desk outside of DeskProvider');
	return desk;
}

export function DeskProvider({ children }: { children: ReactNode }) {
	const line = useLine();
	const [desk] = useState(() => new Desk(line));
	useEffect(() => {
		desk.start();
		return () => {
			desk.stop();
			forgetLists(line.client);
		};
	}, [desk, line]);
	return (
		<DeskContext.Provider value={desk}>
			<Watch />
			{children}
		</DeskContext.Provider>
	);
}

/* The queue and one's own chats are read on every page: they ring, and count in the title. */
function Watch() {
	useTitleBadge();
	return null;
}
