/* An agent's score: where it lies, on how many answers it rests, and the way to what it is made of. */
import type { SupportAgent } from '../../../api/types';
import { AppLink } from '../../../ui/AppLink';
import { formatNumber, formatPercent } from '../../../ui/format';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import type { CSATAgentScore } from '../../../api/types';
import { FEW, formatBetween, formatRating } from '../figures';
import { addressOf, type Filter } from '../filter';
import { texts } from '../texts';
import classes from './AgentScorecard.module.css';

interface Props {
	score: CSATAgentScore;
	filter: Filter;
	/** There is nobody else's beside it. */
	isOwn: boolean;
}

export function AgentScorecard({ score, filter, isOwn }: Props) {
	const { csat, agents: words, figures } = texts();
	const { agent, sent, responded, averageRating } = score;
	const answers = figures.answers(formatNumber(responded), responded);
	return (
		<li className={classes.card} data-chosen={agent.id === filter.agent || undefined}>
			<Person score={score} filter={filter} isOwn={isOwn} />
			<Score score={score} />
			<span className={classes.average}>
				{averageRating !== undefined && `${words.average} ${formatRating(averageRating)}`}
			</span>
			<span className={classes.answered}>
				{responded > 0 ? words.of(answers, formatNumber(sent)) : words.of(csat.none, formatNumber(sent))}
			</span>
		</li>
	);
}

function Person({ score: { agent }, filter, isOwn }: Props) {
	return (
		<span className={classes.person}>
			<PersonAvatar name={agent.name} id={agent.id} size={34} />
			{isOwn ? <bdi>{agent.name}</bdi> : <Chooser agent={agent} filter={filter} />}
		</span>
	);
}

/* A name chooses its agent, and another press everybody. */
function Chooser({ agent, filter }: { agent: SupportAgent; filter: Filter }) {
	const words = texts().agents;
	const isChosen = agent.id === filter.agent;
	return (
		<AppLink
			href={addressOf({ ...filter, agent: isChosen ? undefined : agent.id })}
			className={classes.name}
			title={isChosen ? words.showAll : words.show(agent.name)}
			aria-current={isChosen || undefined}
		>
			<bdi>{agent.name}</bdi>
		</AppLink>
	);
}

function Score({ score: { score, scoreLow = 0, scoreHigh = 1, responded } }: { score: CSATAgentScore }) {
	const words = texts().agents;
	if (score === undefined) return <span className={classes.none}>{texts().csat.none}</span>;
	const isFew = responded < FEW;
	return (
		<span className={classes.score} data-few={isFew || undefined}>
			<b>{formatPercent(score)}</b>
			<span className={classes.track} aria-hidden="true">
				<span
					className={classes.band}
					style={{ insetInlineStart: `${100 * scoreLow}%`, inlineSize: `${100 * (scoreHigh - scoreLow)}%` }}
				/>
				<span className={classes.mark} style={{ insetInlineStart: `${100 * score}%` }} />
			</span>
			<span className={classes.between}>
				{isFew && `${words.only(formatNumber(responded), responded)}: `}
				{formatBetween(scoreLow, scoreHigh)}
			</span>
		</span>
	);
}
