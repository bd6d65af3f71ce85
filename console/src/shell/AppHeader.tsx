/* The bar on top: whose desk this is, whether it is connected, and one's own switches. */
import { Tooltip } from '@mantine/core';
import { Users } from 'lucide-react';
import { useQueue } from '../features/chat/api/lists';
import { useStore } from '../ui/store';
import { useDesk } from '../features/chat/live/DeskProvider';
import { texts } from '../locale';
import classes from './AppHeader.module.css';
import { ConnectionState } from './ConnectionState';
import { Logo } from '../ui/Logo';
import { SchemeToggle } from './SchemeToggle';
import { SoundToggle } from './SoundToggle';
import { StatusSwitch } from './StatusSwitch';
import { UserMenu } from './UserMenu';

/* Events count best; before the first one the lists know. */
function useAgentsOnline(): number | undefined {
	const counts = useStore(useDesk().counts);
	const queue = useQueue();
	return counts?.agentsOnline ?? queue.data?.pages[0]?.agentsOnline;
}

export function AppHeader({ showHelp }: { showHelp: () => void }) {
	const desk = useDesk();
	const agentsOnline = useAgentsOnline();
	return (
		<header className={classes.header}>
			<div className={classes.brand}>
				<Logo />
				<span className={classes.tenant} title={desk.me.tenant.name}>
					<bdi>{desk.me.tenant.name}</bdi>
				</span>
			</div>
			<div className={classes.facts}>
				<ConnectionState />
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
			<UserMenu showHelp={showHelp} />
		</header>
	);
}
