/* Who belongs to a team: colleagues, found by name, each chosen or not. Whoever is not shown stays as they are. */
import { Checkbox, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { Waiting } from '../../../ui/Waiting';
import classes from '../AgentsPage.module.css';
import { peopleOptions } from '../api/agents';
import { texts } from '../texts';
import { PeopleSearch, useSearch } from './PeopleSearch';

interface Props {
	chosen: string[];
	choose: (ids: string[]) => void;
}

export function MemberPicker({ chosen, choose }: Props) {
	const words = texts().teams;
	const { wanted, ...search } = useSearch();
	return (
		<Stack gap="xs" role="group" aria-label={words.members}>
			<Text size="sm" fw={500} role="status">
				{words.chosen(chosen.length)}
			</Text>
			<PeopleSearch {...search} />
			<Found search={wanted} chosen={chosen} choose={choose} />
		</Stack>
	);
}

function Found({ search, chosen, choose }: Props & { search: string }) {
	const list = useInfiniteQuery(peopleOptions(search));
	if (list.isPending) return <Waiting rows={3} height={24} />;
	if (list.isLoadingError) return <ListProblem retry={() => void list.refetch()} />;
	const people = list.data.pages.flatMap(({ items }) => items);
	if (people.length === 0) return <Text size="sm">{texts().agents.empty}</Text>;
	return (
		<div className={classes.pick} tabIndex={0} role="group" aria-label={texts().agents.table}>
			<Checkbox.Group value={chosen} onChange={choose}>
				<Stack gap="xs">
					{people.map(({ id, name, email }) => (
						<Checkbox
							key={id}
							value={id}
							label={<bdi>{name}</bdi>}
							description={<bdi>{email}</bdi>}
						/>
					))}
				</Stack>
			</Checkbox.Group>
			<MoreButton query={list} />
		</div>
	);
}
