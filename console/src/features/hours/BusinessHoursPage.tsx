/* When the desk is open. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { hoursOptions } from './api';
import { BusinessHoursEditor } from './components/BusinessHoursEditor';
import { useLiveHours } from './live';
import { texts } from './texts';

export default function BusinessHoursPage() {
	const { hours: words, app } = texts();
	const config = useQuery(hoursOptions);
	useLiveHours();
	return (
		<>
			<PageHead title={words.title} text={words.text} />
			{config.isPending && (
				<div role="status" aria-label={app.loading}>
					<Skeleton height={420} radius="md" />
				</div>
			)}
			{config.isLoadingError && (
				<ListProblem
					text={asRefusal(config.error).code === 'denied' ? words.denied : words.unread}
					retry={() => void config.refetch()}
				/>
			)}
			{config.data && <BusinessHoursEditor config={config.data} />}
		</>
	);
}
