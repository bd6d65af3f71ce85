/* The surveys behind the figures, with what was said: of a rating, of a part of the line, answered or not. */
import { Button, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX, X } from 'lucide-react';
import { EmptyState } from '../../../ui/EmptyState';
import { ListProblem } from '../../../ui/ListProblem';
import { MoreButton } from '../../../ui/MoreButton';
import { navigate } from '../../../ui/place';
import { Waiting } from '../../../ui/Waiting';
import { surveysOptions } from '../api/metrics';
import { listSpan, type Span } from '../days';
import { addressOf, type Filter, type Rating, RATINGS, ratingsOf, ratingText, waysOf } from '../filter';
import { texts } from '../texts';
import { SurveyItem } from './SurveyItem';
import classes from './SurveyList.module.css';
import { SURVEYS_TITLE } from './SurveysLink';
import { formatSpan } from './TrendReadout';

interface Props {
	filter: Filter;
	span: Span;
}

function change(filter: Filter): void {
	navigate(addressOf(filter), { replace: true });
}

export function SurveyList({ filter, span }: Props) {
	return (
		<section aria-labelledby={SURVEYS_TITLE} className={classes.surveys}>
			<Title order={2} id={SURVEYS_TITLE} tabIndex={-1} size="h4" className={classes.title}>
				{texts().surveys.title}
			</Title>
			<RatingFilter filter={filter} />
			<ChosenDays filter={filter} span={span} />
			<Surveys filter={filter} span={listSpan(span, filter.on)} />
		</section>
	);
}

function RatingFilter({ filter }: { filter: Filter }) {
	const words = texts().surveys;
	const way = waysOf(filter);
	const ratings = ratingsOf(filter);
	const isAll = ratings.length === RATINGS.length;
	const chosen = isAll || way ? [] : ratings;
	/* All five, or none, are all answers. */
	const turn = (rating: Rating) =>
		ratingText(chosen.includes(rating) ? chosen.filter((each) => each !== rating) : [...chosen, rating]);
	return (
		<div className={classes.ratings} role="group" aria-label={words.show}>
			<Choice isChosen={isAll && !way} choose={() => change({ ...filter, rating: undefined })} label={words.all} />
			{RATINGS.map((rating) => (
				<Choice
					key={rating}
					isChosen={chosen.includes(rating)}
					choose={() => change({ ...filter, rating: turn(rating) })}
					label={words.stars(rating)}
				/>
			))}
			{(['sent', 'unsent'] as const).map((each) => (
				<Choice
					key={each}
					isChosen={way === each}
					choose={() => change({ ...filter, rating: each })}
					label={words.ways[each]}
				/>
			))}
		</div>
	);
}

function Choice({ label, isChosen, choose }: { label: string; isChosen: boolean; choose: () => void }) {
	return (
		<Button
			size="compact-sm"
			radius="xl"
			variant={isChosen ? 'light' : 'default'}
			aria-pressed={isChosen}
			onClick={choose}
		>
			{label}
		</Button>
	);
}

function ChosenDays({ filter, span }: Props) {
	const part = listSpan(span, filter.on);
	if (part === span) return null;
	const words = texts().surveys;
	const days = formatSpan(part);
	return (
		<Button
			className={classes.part}
			size="compact-sm"
			radius="xl"
			variant="light"
			rightSection={<X size={15} aria-hidden="true" />}
			aria-label={words.off(days)}
			onClick={() => change({ ...filter, on: undefined })}
		>
			{words.on(days)}
		</Button>
	);
}

function Surveys({ filter, span }: Props) {
	const words = texts().surveys;
	const list = useInfiniteQuery(surveysOptions(filter, span));
	const retry = () => void list.refetch();
	if (list.isPending) return <Waiting rows={4} height={72} />;
	if (!list.data) return <ListProblem text={words.unread} retry={retry} />;
	const surveys = list.data.pages.flatMap(({ items }) => items);
	if (surveys.length === 0) {
		const way = waysOf(filter);
		const title = way ? words.emptyWays[way] : words.empty;
		return <EmptyState isSmall icon={<SearchX size={24} />} title={title} />;
	}
	return (
		<div aria-busy={list.isPlaceholderData || undefined}>
			{list.isRefetchError && <ListProblem text={texts().list.old} retry={retry} />}
			<ul className={classes.list}>
				{surveys.map((survey) => (
					<SurveyItem key={survey.id} survey={survey} />
				))}
			</ul>
			<Text className={classes.shown} role="status">
				{words.shown(surveys.length)}
			</Text>
			<MoreButton query={list} />
		</div>
	);
}
