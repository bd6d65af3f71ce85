/* What stands above every page, and stays while they change: the header, the connection, notices. */
import { useHotkeys } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense } from 'react';
import { unlessCovered } from '../ui/covered';
import { useOpened } from '../ui/useOpened';
import { AppHeader } from './AppHeader';
import type { Area } from './areas';
import { ConnectionBar } from './ConnectionBar';
import { NoticeBar } from './NoticeBar';
import classes from './Shell.module.css';
import { texts } from './texts';

const ShortcutsDialog = lazy(() => import('./ShortcutsDialog'));

interface Props {
	/** What the navigation leads to. */
	areas: readonly Area[];
	/** What stands above every page. */
	above?: ReactNode;
	children: ReactNode;
}

export function Shell({ areas, above, children }: Props) {
	const help = useOpened();
	useHotkeys([
		['shift+?', unlessCovered(help.open)],
		['?', unlessCovered(help.open)],
	]);
	return (
		<div className={classes.shell}>
			<a className={classes.skip} href="#main">
				{texts().app.skip}
			</a>
			<AppHeader areas={areas} showHelp={help.open} />
			<div>
				<ConnectionBar />
				{above}
			</div>
			<div className={classes.page}>{children}</div>
			<NoticeBar />
			<Suspense>
				{help.isWanted && <ShortcutsDialog isOpen={help.isOpen} close={help.close} />}
			</Suspense>
		</div>
	);
}
