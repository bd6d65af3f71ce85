/* How the chat looks on the shop's pages. */
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { configOptions } from './api';
import { ChatConfigEditor } from './components/ChatConfigEditor';
import { EmbedRecipes } from './components/EmbedRecipes';
import { texts } from './texts';

export default function ChatConfigPage() {
	const { widget: words, app } = texts();
	const config = useQuery(configOptions);
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
			{config.data && (
				<Stack gap="lg">
					<ChatConfigEditor config={config.data} />
					<EmbedRecipes />
				</Stack>
			)}
		</>
	);
}
