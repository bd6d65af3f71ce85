/* The desk's teams, each with how many belong to it. */
import { Badge, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Team } from '../../../api/types';
import { formatNumber } from '../../../ui/format';
import { ListProblem } from '../../../ui/ListProblem';
import { useOpened } from '../../../ui/useOpened';
import classes from '../AgentsPage.module.css';
import { teamsOptions } from '../../../api/teams';
import { texts } from '../texts';
import { TeamDialog } from './TeamDialog';

export function Teams() {
	const words = texts().teams;
	const list = useQuery(teamsOptions);
	const [team, setTeam] = useState<Team>();
	const dialog = useOpened();
	if (list.isLoadingError)
		return <ListProblem text={words.listFailed} retry={() => void list.refetch()} />;
	function change(changed?: Team): void {
		setTeam(changed);
		dialog.open();
	}
	return (
		<section className={classes.part} aria-labelledby="teams-title">
			<h2 id="teams-title" className={classes.title}>
				{words.title}
			</h2>
			<Group component="ul" gap="xs" className={classes.teams}>
				{list.data?.items.map((each) => (
					<li key={each.id}>
						<Button
							variant="default"
							size="compact-sm"
							maw="100%"
							rightSection={
								<Badge variant="default" size="sm" circle>
									{formatNumber(each.memberCount)}
								</Badge>
							}
							onClick={() => change(each)}
						>
							<bdi>{each.name}</bdi>
						</Button>
					</li>
				))}
				<li>
					<Button variant="subtle" size="compact-sm" onClick={() => change()}>
						{words.add}
					</Button>
				</li>
			</Group>
			{dialog.isWanted && (
				<TeamDialog key={team?.id ?? ''} team={team} isOpen={dialog.isOpen} close={dialog.close} />
			)}
		</section>
	);
}
