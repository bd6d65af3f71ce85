/*
 * The house of who is signed in: the live line and what features do with it stand above the shell, the
 * shell above the pages. Pages come and go; the rest stays.
 */
import { Suspense, useEffect } from 'react';
import type { SignedIn } from '../api/types';
import { DeskProvider } from '../features/chat/live/DeskProvider';
import { LineProvider } from '../live/LineProvider';
import { Shell } from '../shell/Shell';
import { usePlace } from '../ui/place';
import { texts } from '../ui/texts';
import { setTitle } from '../ui/title';
import { Loading } from './Loading';
import { MissingPage } from './MissingPage';
import { match } from './routes';

export default function Inside({ me }: { me: SignedIn }) {
	return (
		<LineProvider me={me}>
			<DeskProvider>
				<Shell>
					<Suspense fallback={<Loading />}>
						<Page me={me} />
					</Suspense>
				</Shell>
			</DeskProvider>
		</LineProvider>
	);
}

function Page({ me }: { me: SignedIn }) {
	const found = match(usePlace(), me.agent);
	const title = found ? found.route.title() : texts().app.notFoundTitle;
	useEffect(() => setTitle(title), [title]);
	if (!found) return <MissingPage />;
	const { Page: Shown } = found.route;
	return <Shown {...found.props} />;
}
