/*
 * The pages of who is signed in: the address of each, whom it is for, its title, and where it is
 * loaded from. The first that fits is shown.
 */
import type { SupportAgent } from '../api/types';
import {
	ACCOUNT_SECURITY_PATH,
	CSAT_PATH,
	HOME_PATH,
	SETTINGS_PATH,
	TICKETS_PATH,
	WIDGET_PATH,
} from '../ui/addresses';
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
	/** Of the settings' pages: where it stands, for the list of them. */
	setting?: string;
}

const RANKS: Record<Role, number> = { agent: 0, supervisor: 1, admin: 2 };

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/* The address of a page of the settings, which stand in their list in the order of the table. */
const setting = (name: string) => ({
	path: new RegExp(`^${SETTINGS_PATH}/${name}/?$`),
	setting: `${SETTINGS_PATH}/${name}`,
});

export const ROUTES: readonly Route[] = [
	{
		path: new RegExp(`^${HOME_PATH}(?:/(?<sessionId>${UUID}))?/?$`),
		role: 'agent',
		title: () => texts().pages.chats,
		...page<PageProps>(() => import('../features/chat/ChatPage')),
	},
	{
		path: new RegExp(`^${TICKETS_PATH}/?$`),
		role: 'agent',
		title: () => texts().pages.tickets,
		...page<PageProps>(() => import('../features/tickets/TicketsPage')),
	},
	{
		path: new RegExp(`^${TICKETS_PATH}/(?<ticketId>${UUID})/?$`),
		role: 'agent',
		title: () => texts().pages.tickets,
		...page<PageProps>(() => import('../features/tickets/TicketPage')),
	},
	{
		path: new RegExp(`^${CSAT_PATH}/?$`),
		role: 'agent',
		title: () => texts().pages.csat,
		...page<PageProps>(() => import('../features/csat/CsatPage')),
	},
	{
		path: new RegExp(`^${ACCOUNT_SECURITY_PATH}/?$`),
		role: 'agent',
		title: () => texts().pages.accountSecurity,
		...page<PageProps>(() => import('../features/security/AccountSecurityPage')),
	},
	{
		...setting('setup'),
		role: 'admin',
		title: () => texts().pages.setup,
		...page<PageProps>(() => import('../features/setup/SetupPage')),
	},
	{
		...setting('general'),
		role: 'admin',
		title: () => texts().pages.general,
		...page<PageProps>(() => import('../features/general/GeneralPage')),
	},
	{
		path: new RegExp(`^${WIDGET_PATH}/?$`),
		setting: WIDGET_PATH,
		role: 'admin',
		title: () => texts().pages.widget,
		...page<PageProps>(() => import('../features/widget/ChatConfigPage')),
	},
	{
		...setting('hours'),
		role: 'admin',
		title: () => texts().pages.hours,
		...page<PageProps>(() => import('../features/hours/BusinessHoursPage')),
	},
	{
		...setting('surveys'),
		role: 'admin',
		title: () => texts().pages.surveys,
		...page<PageProps>(() => import('../features/csat/SurveySettingsPage')),
	},
	{
		...setting('origins'),
		role: 'admin',
		title: () => texts().pages.origins,
		...page<PageProps>(() => import('../features/origins/OriginsPage')),
	},
	{
		...setting('agents'),
		role: 'admin',
		title: () => texts().pages.agents,
		...page<PageProps>(() => import('../features/agents/AgentsPage')),
	},
	{
		...setting('security'),
		role: 'admin',
		title: () => texts().pages.security,
		...page<PageProps>(() => import('../features/security/SecuritySettingsPage')),
	},
	{
		...setting('api-keys'),
		role: 'admin',
		title: () => texts().pages.apiKeys,
		...page<PageProps>(() => import('../features/api-keys/ApiKeysPage')),
	},
	{
		...setting('tickets'),
		role: 'admin',
		title: () => texts().pages.tickets,
		...page<PageProps>(() => import('../features/tickets/TicketSettingsPage')),
	},
	{
		...setting('audit'),
		role: 'admin',
		title: () => texts().pages.audit,
		...page<PageProps>(() => import('../features/audit/AuditPage')),
	},
	{
		...setting('mail'),
		role: 'admin',
		title: () => texts().pages.mail,
		...page<PageProps>(() => import('../features/mail/MailPage')),
	},
	{
		...setting('sms'),
		role: 'admin',
		title: () => texts().pages.sms,
		...page<PageProps>(() => import('../features/sms/SmsPage')),
	},
	{
		...setting('webhooks'),
		role: 'admin',
		title: () => texts().pages.webhooks,
		...page<PageProps>(() => import('../features/webhooks/WebhooksPage')),
	},
	{
		...setting('jobs'),
		role: 'admin',
		title: () => texts().pages.jobs,
		...page<PageProps>(() => import('../features/jobs/JobsPage')),
	},
];

const HOME = /^\/admin(\/support)?\/?$/;

export function isHome({ path }: Place): boolean {
	return HOME.test(path);
}

const SETTINGS = new RegExp(`^${SETTINGS_PATH}/?$`);

export function isSettings({ path }: Place): boolean {
	return SETTINGS.test(path);
}

function isFor(agent: SupportAgent, route: Route): boolean {
	return RANKS[agent.role ?? 'agent'] >= RANKS[route.role];
}

/* The settings' pages that somebody may see. */
export function settingsOf(agent: SupportAgent): { href: string; title: string }[] {
	return ROUTES.flatMap((route) =>
		route.setting && isFor(agent, route)
			? [{ href: route.setting, title: route.title() }]
			: [],
	);
}

export interface Match {
	route: Route;
	props: PageProps;
}

export function match({ path, query }: Place, agent?: SupportAgent): Match | undefined {
	for (const route of ROUTES) {
		const found = route.path.exec(path);
		if (found && (!agent || isFor(agent, route)))
			return { route, props: { parameters: { ...found.groups }, query } };
	}
	return undefined;
}
