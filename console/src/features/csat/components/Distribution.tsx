/* How often each rating was given; each leads to its surveys. */
import { formatNumber, formatPercent } from '../../../ui/format';
import { Section } from '../../../ui/Section';
import type { CSATFigures } from '../../../api/types';
import classes from '../CsatPage.module.css';
import { type Filter, type Rating, RATINGS } from '../filter';
import { texts } from '../texts';
import { Stars } from './Stars';
import { SurveysLink } from './SurveysLink';

interface Props {
	figures: CSATFigures;
	filter: Filter;
}

export function Distribution({ figures: { distribution, responded }, filter }: Props) {
	const words = texts().distribution;
	const countOf = (rating: Rating) => distribution[rating];
	const shareOf = (rating: Rating) => (responded > 0 ? countOf(rating) / responded : 0);
	return (
		<Section title={words.title}>
			<ul className={classes.distribution}>
				{RATINGS.map((rating) => (
					<li key={rating}>
						<SurveysLink
							to={{ ...filter, on: undefined, rating: String(rating) }}
							className={classes.bar}
						>
							<Stars rating={rating} />
							<span className={classes.track} aria-hidden="true">
								<span
									className={classes.fill}
									data-rating={rating}
									style={{ inlineSize: `${100 * shareOf(rating)}%` }}
								/>
							</span>
							<span className={classes.count}>{formatNumber(countOf(rating))}</span>
							<span className={classes.share}>
								{responded > 0 && formatPercent(shareOf(rating))}
							</span>
						</SurveysLink>
					</li>
				))}
			</ul>
		</Section>
	);
}
