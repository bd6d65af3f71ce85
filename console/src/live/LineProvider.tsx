/* Gives everything beneath it the line of who is signed in, and ends it with them. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { SignedIn } from '../api/types';
import { Line } from './line';

const LineContext = createContext<Line | null>(null);

export function useLine(): Line {
	const line = useContext(LineContext);
	if (!line) throw new Error('There is no line outside of LineProvider');
	return line;
}

export function LineProvider({ me, children }: { me: SignedIn; children: ReactNode }) {
	const client = useQueryClient();
	const [line] = useState(() => new Line(me, client));
	/* What is beneath has joined by now: its effects run first. */
	useEffect(() => {
		line.start();
		return () => line.stop();
	}, [line]);
	return <LineContext.Provider value={line}>{children}</LineContext.Provider>;
}
