/* The menu behind one's own picture: account, notices, and what a narrow bar has no room for. */
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { Bell, BellOff, Keyboard, KeyRound, LogOut, MonitorX, ShieldCheck } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useLine } from '../live/LineProvider';
import { canNotify } from '../live/notify';
import { ACCOUNT_SECURITY_PATH } from '../ui/addresses';
import { AppLink } from '../ui/AppLink';
import { PersonAvatar } from '../ui/PersonAvatar';
import { useStore } from '../ui/store';
import { useOpened } from '../ui/useOpened';
import type { Area } from './areas';
import { useScheme } from './SchemeToggle';
import { SOUND_ICONS, useSound } from './SoundToggle';
import { texts } from './texts';
import { useSignOut } from './useSignOut';
import classes from './UserMenu.module.css';

const PasswordDialog = lazy(() => import('./PasswordDialog'));

const ICON = 17;

interface Props {
	areas: readonly Area[];
	showHelp: () => void;
}

export default function UserMenu({ areas, showHelp }: Props) {
	const { me, agent, connection } = useLine();
	const { name, status } = useStore(agent);
	const { state } = useStore(connection);
	const words = texts().header;
	const leave = useSignOut();
	const password = useOpened();
	return (
		<>
			<Menu
				position="bottom-end"
				width={260}
				withinPortal={false}
				withInitialFocusPlaceholder={false}
			>
				<Menu.Target>
					<UnstyledButton className={classes.target}>
						<VisuallyHidden>{`${words.menu}: ${name}`}</VisuallyHidden>
						<PersonAvatar
							name={name}
							id={me.agent.id}
							size={34}
							status={state === 'up' ? status : undefined}
						/>
					</UnstyledButton>
				</Menu.Target>
				<Menu.Dropdown>
					<div className={classes.who}>
						<div className={classes.name} dir="auto">
							{name}
						</div>
						<div className={classes.email}>{me.user.email}</div>
					</div>
					<Menu.Divider />
					<Areas areas={areas} />
					<Preferences />
					<Menu.Item
						leftSection={<Keyboard size={ICON} />}
						className={classes.wide}
						onClick={showHelp}
					>
						{words.shortcuts}
					</Menu.Item>
					<Menu.Item
						leftSection={<KeyRound size={ICON} />}
						onClick={password.open}
					>
						{words.changePassword}
					</Menu.Item>
					<Menu.Item
						component={AppLink}
						href={ACCOUNT_SECURITY_PATH}
						leftSection={<ShieldCheck size={ICON} />}
					>
						{words.secondFactor}
					</Menu.Item>
					<Menu.Divider />
					<Menu.Item
						leftSection={<LogOut size={ICON} />}
						onClick={() => void leave(false)}
					>
						{words.signOut}
					</Menu.Item>
					<Menu.Item
						leftSection={<MonitorX size={ICON} />}
						onClick={() => void leave(true)}
					>
						{words.signOutEverywhere}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{password.isWanted && (
					<PasswordDialog isOpen={password.isOpen} close={password.close} />
				)}
			</Suspense>
		</>
	);
}

/* Where the bar has no room for them. */
function Areas({ areas }: { areas: readonly Area[] }) {
	if (areas.length < 2) return null;
	return (
		<div className={classes.areas}>
			{areas.map(({ href, title, isHere, Icon }) => (
				<Menu.Item
					key={href}
					component={AppLink}
					href={href}
					aria-current={isHere ? 'page' : undefined}
					leftSection={<Icon size={ICON} />}
				>
					{title}
				</Menu.Item>
			))}
			<Menu.Divider />
		</div>
	);
}

function Preferences() {
	const { alerts } = useLine();
	const { sound, label, toggle } = useSound();
	const notifies = useStore(alerts.notifies);
	const scheme = useScheme();
	const words = texts().header;
	const SoundIcon = SOUND_ICONS[sound];
	return (
		<>
			<Menu.Item
				className={classes.narrow}
				closeMenuOnClick={false}
				leftSection={<SoundIcon size={ICON} />}
				onClick={toggle}
			>
				{label}
			</Menu.Item>
			<Menu.Item
				className={classes.narrow}
				closeMenuOnClick={false}
				leftSection={<scheme.Icon size={ICON} />}
				onClick={scheme.goOn}
			>
				{scheme.label}
			</Menu.Item>
			<Menu.Item
				closeMenuOnClick={false}
				disabled={!canNotify()}
				leftSection={notifies ? <Bell size={ICON} /> : <BellOff size={ICON} />}
				onClick={() => void alerts.setNotifies(!notifies)}
			>
				{canNotify() ? words.notifications(notifies) : words.notificationsBlocked}
			</Menu.Item>
		</>
	);
}
