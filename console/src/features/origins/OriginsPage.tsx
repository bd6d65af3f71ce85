/* On whose pages the chat may stand, where it was seen, and where it was refused. */
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { originsOptions } from './api';
import { AllowedList } from './components/AllowedList';
import { AllowForm } from './components/AllowForm';
import { RefusedList } from './components/RefusedList';
import { texts } from './texts';

export default function OriginsPage() {
	const { origins: words, list, app } = texts();
	const origins = useQuery(originsOptions);
	const retry = () => void origins.refetch();
	return (
		<>
			<PageHead title={words.title} text={words.text} />
			{origins.isPending && (
				<div role="status" aria-label={app.loading}>
					<Skeleton height={240} radius="md" />
				</div>
			)}
			{origins.isLoadingError && (
				<ListProblem
					text={asRefusal(origins.error).code === 'denied' ? words.denied : undefined}
					retry={retry}
				/>
			)}
			{origins.isRefetchError && <ListProblem text={list.old} retry={retry} />}
			{origins.data && (
				<Stack maw={760} gap="lg">
					<AllowForm />
					<AllowedList origins={origins.data} />
					{origins.data.refused.length > 0 && <RefusedList refused={origins.data.refused} />}
				</Stack>
			)}
		</>
	);
}
