/* A picture of the survey with what the form says. */
import { useQuery } from '@tanstack/react-query';
import { Angry, Frown, Laugh, Meh, Smile, Star } from 'lucide-react';
import type { CSSProperties } from 'react';
import { textOn } from '../../../../../proto/client/color';
import { lookOptions } from '../api/settings';
import { type Fields, type Language, textName } from '../fields';
import { texts } from '../texts';
import classes from './SurveyPreview.module.css';

const FACES = [Angry, Frown, Meh, Smile, Laugh];
const GIVEN = 4;

/* Our own until they are known. */
function useColors(): CSSProperties | undefined {
	const { data } = useQuery(lookOptions);
	if (!data) return undefined;
	const { primaryColor } = data;
	return { '--primary': primaryColor, '--on-primary': textOn(primaryColor) } as CSSProperties;
}

export function SurveyPreview({ fields, language }: { fields: Fields; language: Language }) {
	const { form: words } = texts();
	const own = words.own[language];
	const said = (sentence: 'question' | 'thanks') => fields[textName(language, sentence)].trim() || own[sentence];
	return (
		<div
			className={classes.preview}
			role="img"
			aria-label={words.preview}
			dir={language === 'ar' ? 'rtl' : 'ltr'}
			lang={language}
			style={useColors()}
		>
			<div className={classes.card}>
				<p className={classes.question}>{said('question')}</p>
				<Scale scale={fields.scale} />
				<div className={classes.ends}>
					<span>{own.worst}</span>
					<span>{own.best}</span>
				</div>
				<div className={classes.comment} />
				<div className={classes.send}>{own.send}</div>
			</div>
			<div className={classes.card}>
				<p className={classes.thanks}>{said('thanks')}</p>
			</div>
		</div>
	);
}

function Scale({ scale }: { scale: Fields['scale'] }) {
	return (
		<div className={classes.scale} data-scale={scale}>
			{FACES.map((Face, index) => {
				const Icon = scale === 'faces' ? Face : Star;
				const isGiven = scale === 'faces' ? index + 1 === GIVEN : index < GIVEN;
				return <Icon key={index} size={30} data-given={isGiven || undefined} />;
			})}
		</div>
	);
}
