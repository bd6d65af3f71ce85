/* The tenant's own fields in their order, and what is done with each. */
import { ActionIcon, Badge, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { EllipsisVertical, ListPlus, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { asRefusal } from '../../../api/http';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { showNotice } from '../../../ui/notices';
import { Section } from '../../../ui/Section';
import { useOpened } from '../../../ui/useOpened';
import { Waiting } from '../../../ui/Waiting';
import { changeField, deleteField, fieldsOptions } from '../api/fields';
import type { TicketField } from '../model';
import { settingsTexts } from '../texts/settings';
import classes from './FieldList.module.css';

const FieldDialog = lazy(() => import('./FieldDialog'));
const RemoveFieldDialog = lazy(() => import('./RemoveFieldDialog'));

export function FieldList() {
	const words = settingsTexts();
	const query = useQuery(fieldsOptions);
	const form = useOpened();
	const fields = query.data ?? [];
	return (
		<Section title={words.fields} text={words.fieldsText}>
			<Stack>
				{query.isPending && <Waiting rows={2} height={44} />}
				{query.isError && <ListProblem retry={() => void query.refetch()} />}
				{query.isSuccess && fields.length === 0 && (
					<EmptyState isSmall icon={<ListPlus size={24} />} title={words.empty} text={words.emptyText} />
				)}
				{fields.length > 0 && (
					<ul className={classes.list} aria-label={words.list}>
						{fields.map((field, index) => (
							<Item key={field.id} fields={fields} index={index} />
						))}
					</ul>
				)}
				<Group>
					<Button
						variant="default"
						leftSection={<Plus size={16} aria-hidden="true" />}
						onClick={form.open}
					>
						{words.add}
					</Button>
				</Group>
			</Stack>
			<Suspense>
				{form.isWanted && (
					<FieldDialog isOpen={form.isOpen} close={form.close} position={fields.length} />
				)}
			</Suspense>
		</Section>
	);
}

interface ItemProps {
	fields: readonly TicketField[];
	index: number;
}

function Item({ fields, index }: ItemProps) {
	const words = settingsTexts();
	const field = fields[index]!;
	const facts = [words.kinds[field.kind], field.key, field.choices.join(', ')].filter(Boolean);
	return (
		<li className={classes.item}>
			<div className={classes.about}>
				<Group gap="xs">
					<Text fw={600}>
						<bdi>{field.label}</bdi>
					</Text>
					{field.isRequired && (
						<Badge variant="default" radius="sm">
							{words.requiredBadge}
						</Badge>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					<bdi>{facts.join(' · ')}</bdi>
				</Text>
			</div>
			<More fields={fields} index={index} />
		</li>
	);
}

function useAct() {
	const client = useQueryClient();
	const words = settingsTexts();
	return useMutation({
		mutationFn: ({ run }: { run: () => Promise<unknown>; done?: string }) => run(),
		onSuccess: (_, { done }) => {
			if (done) showNotice({ text: done });
		},
		onError: (error) => {
			const isGone = asRefusal(error).code === 'absent';
			showNotice({ tone: 'error', text: isGone ? words.gone : words.failed });
		},
		onSettled: () => client.invalidateQueries({ queryKey: fieldsOptions.queryKey }),
	});
}

/* Puts one so many places on; each whose place is another then is told. */
async function move(fields: readonly TicketField[], index: number, step: 1 | -1): Promise<void> {
	const order = [...fields];
	const [moved] = order.splice(index, 1);
	order.splice(index + step, 0, moved!);
	for (const [position, field] of order.entries())
		if (field.position !== position) await changeField(field.id, { position });
}

function More({ fields, index }: ItemProps) {
	const field = fields[index]!;
	const words = settingsTexts();
	const act = useAct();
	const form = useOpened();
	const [isRemoving, setRemoving] = useState(false);
	return (
		<>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon
						variant="default"
						size={36}
						loading={act.isPending}
						aria-label={words.more(field.label)}
					>
						<EllipsisVertical size={18} aria-hidden="true" />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={form.open}>{words.edit}</Menu.Item>
					{index > 0 && (
						<Menu.Item onClick={() => act.mutate({ run: () => move(fields, index, -1) })}>
							{words.up}
						</Menu.Item>
					)}
					{index < fields.length - 1 && (
						<Menu.Item onClick={() => act.mutate({ run: () => move(fields, index, 1) })}>
							{words.down}
						</Menu.Item>
					)}
					<Menu.Divider />
					<Menu.Item color="danger" onClick={() => setRemoving(true)}>
						{words.remove}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{form.isWanted && (
					<FieldDialog
						field={field}
						isOpen={form.isOpen}
						close={form.close}
						position={field.position}
					/>
				)}
				{isRemoving && (
					<RemoveFieldDialog
						field={field}
						close={() => setRemoving(false)}
						remove={() => act.mutate({ run: () => deleteField(field.id), done: words.removed })}
					/>
				)}
			</Suspense>
		</>
	);
}
