/* Gives the pages their desk, and ends it with them. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { SignedIn } from '../../../api/types';
import { forgetLists } from '../api/lists';
import { Desk } from './desk';

const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
	const desk = useContext(DeskContext);
	if (!desk) throw new Error('There is no desk outside of DeskProvider');
	return desk;
}

export function DeskProvider({ me, children }: { me: SignedIn; children: ReactNode }) {
	const client = useQueryClient();
	const [desk] = useState(() => new Desk(me, client));
	useEffect(() => {
		desk.start();
		return () => {
			desk.stop();
			forgetLists(client);
		};
	}, [desk, client]);
	return <DeskContext.Provider value={desk}>{children}</DeskContext.Provider>;
}
