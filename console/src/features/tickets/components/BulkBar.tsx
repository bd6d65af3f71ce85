/* What is done with the tickets that are chosen. */
import { Button, CloseButton, Menu } from '@mantine/core';
import { ChevronDown, UserRoundCheck } from 'lucide-react';
import { useAgents } from '../../../live/agents';
import { useLine } from '../../../live/LineProvider';
import { PRIORITIES } from '../filter';
import type { TicketChange } from '../model';
import { texts } from '../texts';
import { priorityName, statusName } from '../words';
import type { Choice } from './FilterMenu';
import classes from './BulkBar.module.css';

/* Until when something is put off is said for one ticket at a time. */
const STATUSES = ['open', 'pending', 'resolved'] as const;
const NOBODY = '';

interface Props {
	count: number;
	act: (change: TicketChange) => void;
	askTags: () => void;
	clear: () => void;
	isBusy: boolean;
}

export function BulkBar({ count, act, askTags, clear, isBusy }: Props) {
	const words = texts();
	const ownId = useLine().me.agent.id;
	const agents = useAgents().data?.items ?? [];
	return (
		<div className={classes.bar} role="group" aria-label={words.bulk.label} aria-busy={isBusy}>
			<span className={classes.count} role="status">
				{words.bulk.count(count)}
			</span>
			<Button
				size="compact-sm"
				variant="default"
				leftSection={<UserRoundCheck size={15} aria-hidden="true" />}
				disabled={isBusy}
				onClick={() => act({ assignedAgentId: ownId })}
			>
				{words.bulk.assignMe}
			</Button>
			<Choose
				label={words.bulk.assign}
				isBusy={isBusy}
				choices={[
					{ value: NOBODY, label: words.nobody },
					...agents
						.filter(({ isActive }) => isActive !== false)
						.map(({ id, name }) => ({ value: id, label: name })),
				]}
				pick={(id) => act({ assignedAgentId: id || null })}
			/>
			<Choose
				label={words.bulk.status}
				isBusy={isBusy}
				choices={STATUSES.map((value) => ({ value, label: statusName(value) }))}
				pick={(status) => act({ status: status as (typeof STATUSES)[number] })}
			/>
			<Choose
				label={words.bulk.priority}
				isBusy={isBusy}
				choices={PRIORITIES.map((value) => ({ value, label: priorityName(value) }))}
				pick={(priority) => act({ priority: priority as (typeof PRIORITIES)[number] })}
			/>
			<Button size="compact-sm" variant="default" disabled={isBusy} onClick={askTags}>
				{words.bulk.tags}
			</Button>
			<CloseButton className={classes.clear} aria-label={words.bulk.none} onClick={clear} />
		</div>
	);
}

interface ChooseProps {
	label: string;
	choices: readonly Choice[];
	pick: (value: string) => void;
	isBusy: boolean;
}

function Choose({ label, choices, pick, isBusy }: ChooseProps) {
	return (
		<Menu position="bottom-start" withinPortal={false}>
			<Menu.Target>
				<Button
					size="compact-sm"
					variant="default"
					disabled={isBusy}
					rightSection={<ChevronDown size={14} aria-hidden="true" />}
				>
					{label}
				</Button>
			</Menu.Target>
			<Menu.Dropdown className={classes.choices}>
				{choices.map(({ value, label: name }) => (
					<Menu.Item key={value} onClick={() => pick(value)}>
						<bdi>{name}</bdi>
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}
