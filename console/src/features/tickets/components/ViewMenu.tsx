/* What is done with a saved view: it takes the filters as they are now, or goes. */
import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical } from 'lucide-react';
import { useLine } from '../../../live/LineProvider';
import { showNotice } from '../../../ui/notices';
import { ticketKeys } from '../api/keys';
import { changeView, deleteView } from '../api/views';
import { addressQuery, type Filter } from '../filter';
import type { TicketView } from '../model';
import { texts } from '../texts';

export function ViewMenu({ view, filter }: { view: TicketView; filter: Filter }) {
	const client = useQueryClient();
	const { agent } = useLine().me;
	const words = texts().views;
	const act = useMutation({
		mutationFn: ({ run }: { run: () => Promise<unknown>; done: string }) => run(),
		onSuccess: (_, { done }) => showNotice({ text: done }),
		onError: () => showNotice({ tone: 'error', text: words.failed }),
		onSettled: () => client.invalidateQueries({ queryKey: ticketKeys.views }),
	});
	/* What is everybody's is not an agent's to change. */
	if (view.isShared && agent.role === 'agent') return null;
	const isUpToDate = addressQuery(view.filter) === addressQuery(filter);
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="sm"
					loading={act.isPending}
					aria-label={words.more(view.name)}
				>
					<EllipsisVertical size={15} aria-hidden="true" />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item
					disabled={isUpToDate}
					onClick={() =>
						act.mutate({ run: () => changeView(view.id, { filter }), done: words.updated(view.name) })
					}
				>
					{words.update}
				</Menu.Item>
				<Menu.Item
					color="danger"
					onClick={() =>
						act.mutate({ run: () => deleteView(view.id), done: words.removed(view.name) })
					}
				>
					{words.remove}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
