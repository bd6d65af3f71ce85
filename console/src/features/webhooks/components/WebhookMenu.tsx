/* What is done with a webhook more rarely: changed, disabled, its secret made anew, deleted. */
import { ActionIcon, Menu } from '@mantine/core';
import { EllipsisVertical } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { Webhook } from '../../../api/types';
import { useOpened } from '../../../ui/useOpened';
import { changeWebhook, deleteWebhook, rotateWebhook } from '../api/webhooks';
import { nameOf } from '../names';
import { texts } from '../texts';
import { useAct } from '../useAct';

const AskDialog = lazy(() => import('./AskDialog'));
const FormDialog = lazy(() => import('./FormDialog'));

interface Props {
	webhook: Webhook;
	showSecret: (secret: string) => void;
}

export function WebhookMenu({ webhook, showSecret }: Props) {
	const words = texts().webhooks;
	const [form, rotating, removing] = [useOpened(), useOpened(), useOpened()];
	const isActive = webhook.state === 'active';
	const state = isActive ? 'disabled' : 'active';
	const turn = useAct(() => changeWebhook(webhook.id, { state }), { done: words.changed });
	const rotate = useAct(() => rotateWebhook(webhook.id));
	const remove = useAct(() => deleteWebhook(webhook.id), { done: words.removed });
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon
						variant="default"
						size={36}
						aria-label={words.more(nameOf(webhook))}
						loading={turn.isPending || rotate.isPending || remove.isPending}
					>
						<EllipsisVertical size={18} aria-hidden="true" />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={form.open}>{words.edit}</Menu.Item>
					<Menu.Item onClick={() => turn.mutate()}>
						{isActive ? words.disable : words.enable}
					</Menu.Item>
					<Menu.Item onClick={rotating.open}>{words.rotate}</Menu.Item>
					<Menu.Divider />
					<Menu.Item color="danger" onClick={removing.open}>
						{words.remove}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{form.isWanted && (
					<FormDialog
						isOpen={form.isOpen}
						close={form.close}
						webhook={webhook}
						showSecret={showSecret}
					/>
				)}
				{rotating.isWanted && (
					<AskDialog
						isOpen={rotating.isOpen}
						close={rotating.close}
						title={words.rotateTitle}
						text={words.rotateText}
						submit={words.rotateSubmit}
						act={() =>
							rotate.mutate(undefined, { onSuccess: ({ secret }) => showSecret(secret) })
						}
					/>
				)}
				{removing.isWanted && (
					<AskDialog
						isOpen={removing.isOpen}
						close={removing.close}
						title={words.removeTitle}
						text={words.removeText}
						submit={words.remove}
						act={() => remove.mutate()}
						isDanger
					/>
				)}
			</Suspense>
		</>
	);
}
