/* A rating as it is read: so many of five. */
import { Star } from 'lucide-react';
import { texts } from '../texts';
import classes from './Stars.module.css';

const FIVE = [1, 2, 3, 4, 5];

export function Stars({ rating, size = 15 }: { rating: number; size?: number }) {
	return (
		<span className={classes.stars} role="img" aria-label={texts().surveys.rated(rating)}>
			{FIVE.map((each) => (
				<Star key={each} size={size} data-given={each <= rating || undefined} aria-hidden="true" />
			))}
		</span>
	);
}
