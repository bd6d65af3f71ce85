/* Above the chats of an admin whose desk is not set up yet: how far it is, and the way on. */
import { Anchor, CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { SETTINGS_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { checklistOptions } from './api';
import classes from './SetupReminder.module.css';
import { isComplete, progressOf } from './steps';
import { texts } from './texts';
import { useDismiss } from './useDismiss';

export default function SetupReminder() {
	const { setup: words } = texts();
	const { data: list } = useQuery(checklistOptions);
	const dismiss = useDismiss();
	if (!list || list.isDismissed || isComplete(list)) return null;
	const { done, all } = progressOf(list);
	return (
		<aside className={classes.bar} aria-label={words.title}>
			<ListChecks size={17} aria-hidden="true" />
			<span className={classes.text}>{words.reminder(done, all)}</span>
			<Anchor component={AppLink} href={`${SETTINGS_PATH}/setup`} size="sm" fw={600}>
				{words.goOn}
			</Anchor>
			<CloseButton size="md" aria-label={words.dismiss} onClick={() => dismiss.mutate(true)} />
		</aside>
	);
}
