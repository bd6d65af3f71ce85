/*
 * The token of the link that one came by. It stands behind the address's #, which no request carries, and is taken
 * from there at once: neither the history nor whoever looks at the screen has it, and reloading is asking anew.
 */
import { useEffect, useState } from 'react';

function take(): string {
	const token = location.hash.slice(1);
	if (token) history.replaceState(history.state, '', location.pathname + location.search);
	return token;
}

let taken = '';

function takeNew(): string {
	taken = take() || taken;
	return taken;
}

/* A link that is opened where another one was is the next one's. */
export function useToken(): string {
	const [token, setToken] = useState(takeNew);
	useEffect(() => {
		const follow = () => setToken(takeNew());
		window.addEventListener('hashchange', follow);
		return () => window.removeEventListener('hashchange', follow);
	}, []);
	return token;
}
