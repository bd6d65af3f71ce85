/* What the desk sends by e-mail: in whose name, whether it arrives, what does not, and where nothing goes. */
import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Inbox, MailWarning } from 'lucide-react';
import type { ReactNode } from 'react';
import { asRefusal } from '../../api/http';
import type { MailSettings } from '../../api/types';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { fetchSettings, KEYS, REFRESH_MS } from './api';
import { Inbound } from './components/Inbound';
import { MailList } from './components/MailList';
import { SenderForm } from './components/SenderForm';
import { SuppressedList } from './components/SuppressedList';
import { TestMail } from './components/TestMail';
import { texts } from './texts';

export default function MailPage() {
	const settings = useQuery({
		queryKey: KEYS.settings,
		queryFn: ({ signal }) => fetchSettings(signal),
		refetchInterval: REFRESH_MS,
	});
	const { mail: words } = texts();
	return (
		<>
			<PageHead title={words.title} text={words.subtitle} />
			{settings.isPending && <Waiting />}
			{settings.isLoadingError && (
				<ListProblem
					text={asRefusal(settings.error).code === 'denied' ? words.denied : words.unread}
					retry={() => void settings.refetch()}
				/>
			)}
			{settings.data && <Parts settings={settings.data} />}
		</>
	);
}

function Waiting() {
	return (
		<div role="status" aria-label={texts().app.loading}>
			<Skeleton height={320} radius="md" />
		</div>
	);
}

function Parts({ settings }: { settings: MailSettings }) {
	return (
		<Stack gap="lg" maw={760}>
			{!settings.isServerSet && <NoServer />}
			{settings.isInbox && <NothingSent />}
			<SenderForm settings={settings} />
			<TestMail isServerSet={settings.isServerSet} />
			<MailList settings={settings} />
			<Inbound />
			<SuppressedList />
		</Stack>
	);
}

function NoServer() {
	const { mail: words } = texts();
	return (
		<Warning icon={<MailWarning size={18} />} title={words.noServerTitle}>
			{words.noServer}
		</Warning>
	);
}

function NothingSent() {
	const { mail: words } = texts();
	return (
		<Warning icon={<Inbox size={18} />} title={words.inboxTitle}>
			{words.inbox}
		</Warning>
	);
}

/* A title of an alert's own has its colour, which cannot be read in yellow. */
function Warning({ icon, title, children }: { icon: ReactNode; title: string; children: string }) {
	return (
		<Alert color="yellow" icon={<span aria-hidden="true">{icon}</span>}>
			<Text size="sm" fw={600}>
				{title}
			</Text>
			{children}
		</Alert>
	);
}
