/* The bar on top: whose desk this is, who is there, and one's own switches. */
import { Tooltip } from '@mantine/core';
import { Users } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Logo } from '../ui/Logo';
import { useStore } from '../ui/store';
import { useLine } from '../live/LineProvider';
import { texts } from './texts';
import { AreaLinks } from './AreaLinks';
import type { Area } from './areas';
import classes from './AppHeader.module.css';
import { SchemeToggle } from './SchemeToggle';
import { SoundToggle } from './SoundToggle';
import { StatusSwitch } from './StatusSwitch';

const UserMenu = lazy(() => import('./UserMenu'));

interface Props {
	areas: readonly Area[];
	showHelp: () => void;
}

export function AppHeader({ areas, showHelp }: Props) {
	const { me, agentsOnline: online } = useLine();
	const agentsOnline = useStore(online);
	return (
		<header className={classes.header}>
			<div className={classes.brand}>
				<Logo />
				<span className={classes.tenant} title={me.tenant.name}>
					<bdi>{me.tenant.name}</bdi>
				</span>
			</div>
			<AreaLinks areas={areas} />
			<div className={classes.facts}>
				{agentsOnline !== undefined && (
					<Tooltip label={texts().header.agentsOnline(agentsOnline)}>
						<span className={classes.agents}>
							<Users size={15} aria-hidden="true" />
							<span>{texts().header.agentsOnline(agentsOnline)}</span>
						</span>
					</Tooltip>
				)}
			</div>
			<StatusSwitch />
			<div className={classes.toggles}>
				<SoundToggle />
				<SchemeToggle />
			</div>
			<div className={classes.menu}>
				<Suspense>
					<UserMenu areas={areas} showHelp={showHelp} />
				</Suspense>
			</div>
		</header>
	);
}
