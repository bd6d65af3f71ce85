/* What admins set for tickets: the rules, and the fields of their own. */
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asRefusal } from '../../api/http';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { rulesOptions } from './api/settings';
import { FieldList } from './components/FieldList';
import { RulesForm } from './components/RulesForm';
import { settingsTexts } from './texts/settings';

export default function TicketSettingsPage() {
	const words = settingsTexts();
	const rules = useQuery(rulesOptions);
	return (
		<>
			<PageHead title={words.title} text={words.text} />
			<Stack maw={760} gap="lg">
				{rules.isPending && (
					<div role="status" aria-label={words.app.loading}>
						<Skeleton height={280} radius="md" />
					</div>
				)}
				{rules.isLoadingError && (
					<ListProblem
						text={asRefusal(rules.error).code === 'denied' ? words.denied : words.unread}
						retry={() => void rules.refetch()}
					/>
				)}
				{rules.data && <RulesForm rules={rules.data} />}
				<FieldList />
			</Stack>
		</>
	);
}
