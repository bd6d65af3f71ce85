/* Everybody's score, who is most certainly good first; an agent sees their own. */
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLine } from '../../../live/LineProvider';
import { ListProblem } from '../../../ui/ListProblem';
import { Section } from '../../../ui/Section';
import { Waiting } from '../../../ui/Waiting';
import { agentsOptions } from '../api/metrics';
import type { CSATAgentScore } from '../../../api/types';
import type { Span } from '../days';
import type { Filter } from '../filter';
import { texts } from '../texts';
import { AgentScorecard } from './AgentScorecard';
import classes from './AgentScorecard.module.css';

interface Props {
	filter: Filter;
	span: Span;
}

/* By what the score is at least; without an answer there is nothing to go by. */
function byCertainty(a: CSATAgentScore, b: CSATAgentScore): number {
	return (b.scoreLow ?? -1) - (a.scoreLow ?? -1) || b.responded - a.responded || b.sent - a.sent;
}

export function AgentScorecards({ filter, span }: Props) {
	const words = texts().agents;
	const { me } = useLine();
	const isOwn = me.agent.role === 'agent';
	return (
		<Section title={isOwn ? words.ownTitle : words.title} text={words.text}>
			<Scores filter={filter} span={span} isOwn={isOwn} />
		</Section>
	);
}

function Scores({ filter, span, isOwn }: Props & { isOwn: boolean }) {
	const words = texts().agents;
	const { data, isPending, refetch } = useQuery(agentsOptions(filter, span));
	if (isPending) return <Waiting rows={3} height={44} />;
	if (!data) return <ListProblem retry={() => void refetch()} />;
	if (data.items.length === 0) return <Text size="sm">{words.empty}</Text>;
	return (
		<ul className={classes.list}>
			{[...data.items].sort(byCertainty).map((score) => (
				<AgentScorecard key={score.agent.id} score={score} filter={filter} isOwn={isOwn} />
			))}
		</ul>
	);
}
