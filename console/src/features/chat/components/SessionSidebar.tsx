/* The left side: search, the queue, and the sessions of the chosen kind. */
import { CloseButton, SegmentedControl, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { ListName } from '../api/sessions';
import { filterId, moveInLists } from '../../../ui/listFocus';
import { useUnread } from '../live/useCounts';
import { texts } from '../texts';
import { ChatQueue } from './ChatQueue';
import { ChosenBar } from './ChosenBar';
import { SessionList } from './SessionList';
import { UnreadCount } from './UnreadCount';
import classes from './SessionSidebar.module.css';

const TABS: readonly ListName[] = ['mine', 'all', 'ended'];

export function SessionSidebar({ openId }: { openId?: string }) {
	const [filter, setFilter] = useState('');
	const [list, setList] = useState<ListName>('mine');
	const unread = useUnread();
	const words = texts().lists;
	return (
		<div className={classes.sidebar}>
			<div className={classes.search}>
				<FilterField filter={filter} setFilter={setFilter} />
			</div>
			<ChosenBar />
			<ChatQueue openId={openId} filter={filter} />
			<div className={classes.tabs}>
				<SegmentedControl
					fullWidth
					withItemsBorders={false}
					size="sm"
					aria-label={words.tabsLabel}
					value={list}
					onChange={(value) => setList(value as ListName)}
					data={TABS.map((value) => ({
						value,
						label: <Tab name={value} unread={value === 'mine' ? unread : 0} />,
					}))}
				/>
			</div>
			<div className={classes.list}>
				<SessionList key={list} list={list} openId={openId} filter={filter} />
			</div>
		</div>
	);
}

function Tab({ name, unread }: { name: ListName; unread: number }) {
	return (
		<span className={classes.tab}>
			{texts().lists.tabs[name]}
			<UnreadCount count={unread} />
		</span>
	);
}

function FilterField(props: { filter: string; setFilter: (filter: string) => void }) {
	const { filter, setFilter } = props;
	const words = texts().lists;

	function onKeyDown(event: KeyboardEvent): void {
		if (event.key === 'ArrowDown') {
			event.preventDefault();
			moveInLists(1);
		}
		if (event.key === 'Escape') setFilter('');
	}

	return (
		<TextInput
			id={filterId}
			type="search"
			aria-label={words.filter}
			placeholder={words.filterHint}
			autoComplete="off"
			dir="auto"
			leftSection={<Search size={16} aria-hidden="true" />}
			rightSection={
				filter && (
					<CloseButton
						size="sm"
						aria-label={texts().app.close}
						onClick={() => setFilter('')}
					/>
				)
			}
			value={filter}
			onChange={(event) => setFilter(event.currentTarget.value)}
			onKeyDown={onKeyDown}
		/>
	);
}
