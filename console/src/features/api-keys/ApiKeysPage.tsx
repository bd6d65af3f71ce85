/* The keys of the merchant's servers: made, shown once, and revoked. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { asRefusal } from '../../api/http';
import type { ApiKey } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import { ListProblem } from '../../ui/ListProblem';
import { PageHead } from '../../ui/PageHead';
import { useOpened } from '../../ui/useOpened';
import { Waiting } from '../../ui/Waiting';
import { KEYS_KEY, useKeys } from './api/keys';
import classes from './ApiKeysPage.module.css';
import { CreateDialog } from './components/CreateDialog';
import { KeyItem } from './components/KeyItem';
import { RevokeDialog } from './components/RevokeDialog';
import { texts } from './texts';

export default function ApiKeysPage() {
	const words = texts().keys;
	const client = useQueryClient();
	const create = useOpened();
	const [revoking, setRevoking] = useState<ApiKey | null>(null);
	const changed = () => void client.invalidateQueries({ queryKey: KEYS_KEY });
	return (
		<>
			<PageHead title={words.title} text={words.text}>
				<Button
					leftSection={<Plus size={16} aria-hidden="true" />}
					onClick={create.open}
				>
					{words.create}
				</Button>
			</PageHead>
			<Keys revoke={setRevoking} />
			<CreateDialog isOpen={create.isOpen} close={create.close} changed={changed} />
			<RevokeDialog item={revoking} close={() => setRevoking(null)} changed={changed} />
		</>
	);
}

function Keys({ revoke }: { revoke: (item: ApiKey) => void }) {
	const words = texts().keys;
	const keys = useKeys();
	if (keys.isPending) return <Waiting rows={3} height={88} />;
	if (keys.isLoadingError) {
		const isDenied = asRefusal(keys.error).code === 'denied';
		return (
			<ListProblem
				text={isDenied ? words.denied : undefined}
				retry={() => void keys.refetch()}
			/>
		);
	}
	if (keys.data.items.length === 0)
		return (
			<EmptyState
				isSmall
				level={2}
				icon={<KeyRound size={24} />}
				title={words.empty}
				text={words.emptyText}
			/>
		);
	return (
		<>
			{keys.isRefetchError && (
				<ListProblem text={texts().list.old} retry={() => void keys.refetch()} />
			)}
			<ul className={classes.list} aria-label={words.list}>
				{keys.data.items.map((item) => (
					<KeyItem key={item.id} item={item} revoke={() => revoke(item)} />
				))}
			</ul>
		</>
	);
}
