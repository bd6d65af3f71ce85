/* Whether and how customers are asked how it was. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { CSAT_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { settingsOptions } from './api/settings';
import { SurveySettingsForm } from './components/SurveySettingsForm';
import { texts } from './texts';

export default function SurveySettingsPage() {
	const { form: words, app } = texts();
	const settings = useQuery(settingsOptions);
	return (
		<>
			<PageHead title={words.title} text={words.text}>
				<Button component={AppLink} href={CSAT_PATH} variant="default">
					{words.dashboard}
				</Button>
			</PageHead>
			{settings.isPending && (
				<div role="status" aria-label={app.loading}>
					<Skeleton height={420} radius="md" />
				</div>
			)}
			{settings.isLoadingError && (
				<ListProblem
					text={asRefusal(settings.error).code === 'denied' ? words.denied : words.unread}
					retry={() => void settings.refetch()}
				/>
			)}
			{settings.data && <SurveySettingsForm settings={settings.data} />}
		</>
	);
}
