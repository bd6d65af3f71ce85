/* What the desk sends as short messages: by which provider, whether they arrive, and where none goes. */
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { fetchSettings, KEYS, REFRESH_MS } from './api';
import { MessageList } from './components/MessageList';
import { ProviderForm } from './components/ProviderForm';
import { SuppressedNumbers } from './components/SuppressedNumbers';
import { TestMessage } from './components/TestMessage';
import { texts } from './texts';

export default function SmsPage() {
	const { sms: words, app } = texts();
	const settings = useQuery({
		queryKey: KEYS.settings,
		queryFn: ({ signal }) => fetchSettings(signal),
		refetchInterval: REFRESH_MS,
	});
	return (
		<>
			<PageHead title={words.title} text={words.text} />
			{settings.isPending && (
				<div role="status" aria-label={app.loading}>
					<Skeleton height={320} radius="md" />
				</div>
			)}
			{settings.isLoadingError && (
				<ListProblem
					text={asRefusal(settings.error).code === 'denied' ? words.denied : words.unread}
					retry={() => void settings.refetch()}
				/>
			)}
			{settings.data && (
				<Stack gap="lg" maw={760}>
					<ProviderForm settings={settings.data} />
					{settings.data.isSet && <TestMessage settings={settings.data} />}
					<MessageList settings={settings.data} />
					<SuppressedNumbers />
				</Stack>
			)}
		</>
	);
}
