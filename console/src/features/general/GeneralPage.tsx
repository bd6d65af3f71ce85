/* The desk in general: its name and place, when its chats end, what is kept of addresses, and the line for its pages. */
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { CopyField } from '../../ui/CopyField';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { Section } from '../../ui/Section';
import { settingsOptions } from './api';
import { SettingsForm } from './components/SettingsForm';
import { embedLine } from './fields';
import { texts } from './texts';

export default function GeneralPage() {
	const { general: words, app } = texts();
	const settings = useQuery(settingsOptions);
	return (
		<>
			<PageHead title={words.title} text={words.text} />
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
			{settings.data && (
				<Stack maw={760} gap="lg">
					<Section title={words.embed} text={words.embedText}>
						<CopyField value={embedLine(settings.data)} label={words.embed} />
					</Section>
					<SettingsForm settings={settings.data} />
				</Stack>
			)}
		</>
	);
}
