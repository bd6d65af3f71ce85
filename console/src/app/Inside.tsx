/*
 * The house of who is signed in: the live line and what features do with it stand above the shell, the
 * shell above the pages. Pages come and go; the rest stays.
 */
import { Inbox, MessagesSquare, Settings, Star } from 'lucide-react';
import { type ComponentProps, Suspense, useEffect } from 'react';
import type { SignedIn } from '../api/types';
import { DeskProvider } from '../features/chat/live/DeskProvider';
import { LineProvider } from '../live/LineProvider';
import type { Area } from '../shell/areas';
import type SettingsFrame from '../shell/SettingsFrame';
import { Shell } from '../shell/Shell';
import { CSAT_PATH, HOME_PATH, SETTINGS_PATH, TICKETS_PATH } from '../ui/addresses';
import { type Place, usePlace } from '../ui/place';
import { texts } from '../ui/texts';
import { setTitle } from '../ui/title';
import { Loading } from './Loading';
import { MissingPage } from './MissingPage';
import { Redirect } from './Redirect';
import { page } from './pages';
import { isSettings, match, settingsOf } from './routes';

const reminder = page<object>(() => import('../features/setup/SetupReminder'));
const frame = page<ComponentProps<typeof SettingsFrame>>(() => import('../shell/SettingsFrame'));

/* The areas that everybody has. */
const AREAS = [
	{ href: HOME_PATH, page: 'chats', Icon: MessagesSquare },
	{ href: TICKETS_PATH, page: 'tickets', Icon: Inbox },
	{ href: CSAT_PATH, page: 'csat', Icon: Star },
] as const;

/* The settings are there for whoever may see one of their pages. */
function areasOf({ agent }: SignedIn, place: Place): Area[] {
	const words = texts().pages;
	const { setting } = match(place, agent)?.route ?? {};
	const isIn = (area: string) => !setting && place.path.startsWith(area);
	const areas: Area[] = AREAS.map(({ href, page: name, Icon }) => ({
		href,
		title: words[name],
		isHere: isIn(href),
		Icon,
	}));
	if (settingsOf(agent).length === 0) return areas;
	const isHere = !!setting || isIn(SETTINGS_PATH);
	return [...areas, { href: SETTINGS_PATH, title: words.settings, isHere, Icon: Settings }];
}

export default function Inside({ me }: { me: SignedIn }) {
	const place = usePlace();
	return (
		<LineProvider me={me}>
			<DeskProvider>
				<Shell areas={areasOf(me, place)} above={<Reminder me={me} />}>
					<Suspense fallback={<Loading />}>
						<Page me={me} />
					</Suspense>
				</Shell>
			</DeskProvider>
		</LineProvider>
	);
}

/* Of what a new desk needs its admins are reminded where they begin. */
function Reminder({ me }: { me: SignedIn }) {
	const place = usePlace();
	const found = match(place, me.agent);
	const isWanted = me.agent.role === 'admin' && !!found && !found.route.setting;
	return <Suspense>{isWanted && <reminder.Page />}</Suspense>;
}

function Page({ me }: { me: SignedIn }) {
	const place = usePlace();
	const found = match(place, me.agent);
	const settings = settingsOf(me.agent);
	const title = found ? found.route.title() : texts().app.notFoundTitle;
	useEffect(() => setTitle(title), [title]);
	if (isSettings(place) && settings[0]) return <Redirect to={settings[0].href} />;
	if (!found) return <MissingPage />;
	const { Page: Shown, setting } = found.route;
	if (!setting) return <Shown {...found.props} />;
	return (
		<frame.Page pages={settings} here={setting}>
			<Shown {...found.props} />
		</frame.Page>
	);
}
