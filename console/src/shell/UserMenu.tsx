/* The menu behind one's own picture: account, notices, and on phones what the bar has no room for. */
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Bell, BellOff, Keyboard, KeyRound, LogOut, MonitorX } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { hasExpired, ME_KEY, signOut } from '../api/account';
import { useLine } from '../live/LineProvider';
import { canNotify } from '../live/notify';
import { SIGN_IN_PATH } from '../ui/addresses';
import { clearDrafts } from '../ui/drafts';
import { showNotice } from '../ui/notices';
import { PersonAvatar } from '../ui/PersonAvatar';
import { navigate } from '../ui/place';
import { useStore } from '../ui/store';
import { useOpened } from '../ui/useOpened';
import { useScheme } from './SchemeToggle';
import { SOUND_ICONS, useSound } from './SoundToggle';
import { texts } from './texts';
import classes from './UserMenu.module.css';

const PasswordDialog = lazy(() => import('./PasswordDialog'));

const ICON = 17;

function useSignOut() {
	const client = useQueryClient();
	return async (everywhere: boolean) => {
		try {
			await signOut(everywhere);
			clearDrafts();
			client.setQueryData(ME_KEY, null);
			hasExpired.set(false);
			navigate(SIGN_IN_PATH, { replace: true });
		} catch {
			showNotice({ tone: 'error', text: texts().header.signOutFailed });
		}
	};
}

export default function UserMenu({ showHelp }: { showHelp: () => void }) {
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
