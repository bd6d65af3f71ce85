/*
 * The pages of who is signed in: the address of each, whom it is for, its title, and where it is
 * loaded from. The first that fits is shown.
 */
import type { SupportAgent } from '../api/types';
import { HOME_PATH } from '../ui/addresses';
import type { Place } from '../ui/place';
import { texts } from '../ui/texts';
import { type Page, page } from './pages';

type Role = NonNullable<SupportAgent['role']>;

/* What a page may know of its address. */
export interface PageProps {
	parameters: Record<string, string | undefined>;
	query: URLSearchParams;
}

interface Route extends Page<PageProps> {
	path: RegExp;
	/** The least that one must be. */
	role: Role;
	title: () => string;
}

const RANKS: Record<Role, number> = { agent: 0, supervisor: 1, admin: 2 };

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export const ROUTES: readonly Route[] = [
	{
		path: new RegExp(`^${HOME_PATH}(?:/(?<sessionId>${UUID}))?/?$`),
		role: 'agent',
		title: () => texts().pages.chats,
		...page<PageProps>(() => import('../features/chat/ChatPage')),
	},
];

const HOME = /^\/admin(\/support)?\/?$/;

export function isHome({ path }: Place): boolean {
	return HOME.test(path);
}

export interface Match {
	route: Route;
	props: PageProps;
}

export function match({ path, query }: Place, agent?: SupportAgent): Match | undefined {
	for (const route of ROUTES) {
		const found = route.path.exec(path);
		const isFor = !agent || RANKS[agent.role ?? 'agent'] >= RANKS[route.role];
		if (found && isFor) return { route, props: { parameters: { ...found.groups }, query } };
	}
	return undefined;
}
