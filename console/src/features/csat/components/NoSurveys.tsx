/* Nobody was asked yet: why that may be, and where it is changed. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { useLine } from '../../../live/LineProvider';
import { SURVEY_SETTINGS_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { EmptyState } from '../../../ui/EmptyState';
import { settingsOptions } from '../api/settings';
import { texts } from '../texts';

export function NoSurveys() {
	const words = texts().empty;
	const { me } = useLine();
	const isAdmin = me.agent.role === 'admin';
	const { data } = useQuery({ ...settingsOptions, enabled: isAdmin });
	const isOff = data?.isEnabled === false;
	return (
		<EmptyState
			level={2}
			icon={<Star size={30} />}
			title={words.title}
			text={isOff ? words.off : words.on}
		>
			{isOff && (
				<Button component={AppLink} href={SURVEY_SETTINGS_PATH}>
					{words.settings}
				</Button>
			)}
		</EmptyState>
	);
}
