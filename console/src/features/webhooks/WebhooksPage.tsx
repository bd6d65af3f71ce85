/* Servers of the merchant's that are told what happens: which there are, how they do, and another one. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { texts as shared } from '../../ui/texts';
import { useOpened } from '../../ui/useOpened';
import { listOptions } from './api/webhooks';
import { WebhookItem } from './components/WebhookItem';
import { texts } from './texts';
import classes from './WebhooksPage.module.css';

const FormDialog = lazy(() => import('./components/FormDialog'));
const SecretDialog = lazy(() => import('./components/SecretDialog'));

export default function WebhooksPage() {
	const words = texts().webhooks;
	const form = useOpened();
	const [secret, setSecret] = useState<string>();
	return (
		<>
			<PageHead title={words.title} text={words.subtitle}>
				<Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={form.open}>
					{words.add}
				</Button>
			</PageHead>
			<List showSecret={setSecret} />
			<Suspense>
				{form.isWanted && (
					<FormDialog isOpen={form.isOpen} close={form.close} showSecret={setSecret} />
				)}
				{secret !== undefined && (
					<SecretDialog secret={secret} close={() => setSecret(undefined)} />
				)}
			</Suspense>
		</>
	);
}

function List({ showSecret }: { showSecret: (secret: string) => void }) {
	const words = texts().webhooks;
	const query = useQuery(listOptions);
	const retry = () => void query.refetch();
	if (query.isPending) return <Skeleton height={96} radius="md" aria-busy="true" />;
	if (!query.data) return <ListProblem retry={retry} />;
	return (
		<>
			{query.isError && <ListProblem text={shared().list.old} retry={retry} />}
			{query.data.length === 0 ? (
				<EmptyState
					icon={<Webhook size={28} />}
					title={words.empty}
					text={words.emptyText}
					level={2}
				/>
			) : (
				<ul className={classes.list} aria-label={words.list}>
					{query.data.map((webhook) => (
						<WebhookItem key={webhook.id} webhook={webhook} showSecret={showSecret} />
					))}
				</ul>
			)}
		</>
	);
}
