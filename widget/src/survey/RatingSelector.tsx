// One to five, as stars or faces: radio buttons of the browser's own, which have keys and are heard as such.
import { useState } from "preact/hooks";

const RATINGS = [1, 2, 3, 4, 5];
const STAR =
	"M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z";
const ROUND = "M21.5 12a9.5 9.5 0 1 1-19 0 9.5 9.5 0 0 1 19 0zM8.8 9.8v.01M15.2 9.8v.01";
const MOUTHS = [
	"M8 17c1.6-3 6.4-3 8 0",
	"M8.4 16.2c1.8-1.7 5.4-1.7 7.2 0",
	"M8.5 15.4h7",
	"M8.4 14.4c1.8 2 5.4 2 7.2 0",
	"M7.6 13.8c1 4.6 7.8 4.6 8.8 0z",
];

type Scale = "stars" | "faces";

function Picture({ scale, rating, isOn }: { scale: Scale; rating: number; isOn: boolean }) {
	return (
		<svg class={`${scale} ${isOn ? "on" : ""}`} viewBox="0 0 24 24" aria-hidden="true">
			<path d={scale === "stars" ? STAR : ROUND + MOUTHS[rating - 1]} />
		</svg>
	);
}

// All stars up to the rating, of faces its own.
const isLit = (scale: Scale, one: number, rating: number | undefined) =>
	!!rating && (scale === "stars" ? one <= rating : one === rating);

interface GivenProps {
	scale: Scale;
	rating: number;
	label: string;
}

/** What was answered. */
export function Given({ scale, rating, label }: GivenProps) {
	return (
		<div class="survey-given" role="img" aria-label={label}>
			{RATINGS.map((one) => (
				<Picture key={one} scale={scale} rating={one} isOn={isLit(scale, one, rating)} />
			))}
		</div>
	);
}

interface RatingSelectorProps {
	label: string;
	/** What each is called, the worst first. */
	names: readonly string[];
	ofFive: string;
	scale: Scale;
	rating: number | undefined;
	onRate(rating: number): void;
}

export function RatingSelector({ label, names, ofFive, scale, rating, onRate }: RatingSelectorProps) {
	const [name] = useState(() => `survey-${Math.random()}`); // of this group alone, also in the page around it
	return (
		<fieldset role="radiogroup" aria-labelledby={`${name}-label`}>
			<h3 id={`${name}-label`}>
				<bdi>{label}</bdi>
			</h3>
			<div class="survey-row">
				{RATINGS.map((one) => (
					<label key={one}>
						<input
							type="radio"
							name={name}
							checked={rating === one}
							onChange={() => onRate(one)}
							aria-label={`${one} ${ofFive}, ${names[one - 1]}`}
						/>
						<Picture scale={scale} rating={one} isOn={isLit(scale, one, rating)} />
					</label>
				))}
			</div>
			<div class="survey-name" aria-hidden="true">
				{rating ? (
					<b>{names[rating - 1]}</b>
				) : (
					<>
						<span>{names[0]}</span>
						<span>{names[names.length - 1]}</span>
					</>
				)}
			</div>
		</fieldset>
	);
}
