/* The menu behind one's own picture: account, notices, and on phones what the bar has no room for. */
import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import {
	Bell,
	BellOff,
	Keyboard,
	KeyRound,
	LogOut,
	MonitorX,
	Volume2,
	VolumeX,
} from 'lucide-react';
import { useState } from 'react';
import { hasExpired, ME_KEY, signOut } from '../api/account';
import { navigate, SIGN_IN_PATH } from '../ui/place';
import { useStore } from '../ui/store';
import { canNotify } from '../live/alerts';
import { useDesk } from '../features/chat/live/DeskProvider';
import { clearDrafts } from '../features/chat/live/drafts';
import { texts } from '../locale';
import { PasswordDialog } from './PasswordDialog';
import { PersonAvatar } from '../ui/PersonAvatar';
import { useScheme } from './SchemeToggle';
import classes from './UserMenu.module.css';

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
			notifications.show({ color: 'red', message: texts().header.signOutFailed });
		}
	};
}

export function UserMenu({ showHelp }: { showHelp: () => void }) {
	const { me, agent } = useDesk();
	const { name, status } = useStore(agent);
	const words = texts().header;
	const leave = useSignOut();
	const [isPasswordOpen, setPasswordOpen] = useState(false);
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
						<PersonAvatar name={name} id={me.agent.id} size={34} status={status} />
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
						onClick={() => setPasswordOpen(true)}
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
			<PasswordDialog isOpen={isPasswordOpen} close={() => setPasswordOpen(false)} />
		</>
	);
}

function Preferences() {
	const { alerts } = useDesk();
	const sound = useStore(alerts.sound);
	const notifies = useStore(alerts.notifies);
	const scheme = useScheme();
	const words = texts().header;
	return (
		<>
			<Menu.Item
				className={classes.narrow}
				closeMenuOnClick={false}
				leftSection={sound ? <Volume2 size={ICON} /> : <VolumeX size={ICON} />}
				onClick={() => alerts.setSound(!sound)}
			>
				{sound ? words.soundOn : words.soundOff}
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
