/* One survey: what was given and said, of whom, and what it is about. */
import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { HOME_PATH, TICKETS_PATH } from '../../../ui/addresses';
import { AppLink } from '../../../ui/AppLink';
import { formatFull } from '../../../ui/format';
import type { CSATSurvey } from '../../../api/types';
import { texts } from '../texts';
import { Stars } from './Stars';
import classes from './SurveyList.module.css';

export function SurveyItem({ survey }: { survey: CSATSurvey }) {
	const { rating, feedback, unreadable } = survey;
	return (
		<li className={classes.survey} data-low={(rating !== undefined && rating <= 2) || undefined}>
			<div className={classes.head}>
				{rating === undefined ? <Unanswered survey={survey} /> : <Stars rating={rating} size={17} />}
				<When survey={survey} />
			</div>
			{feedback && <Comment text={feedback} />}
			{unreadable && <p className={classes.unanswered}>{texts().surveys.unreadable}</p>}
			<About survey={survey} />
		</li>
	);
}

/* How far it is, and why it was not sent, or went another way. */
function Unanswered({ survey: { state, note } }: { survey: CSATSurvey }) {
	const { states, notes } = texts().surveys;
	return (
		<span className={classes.unanswered}>
			{states[state]}
			{note && `: ${notes[note]}`}
		</span>
	);
}

function When({ survey: { respondedAt, sentAt, createdAt } }: { survey: CSATSurvey }) {
	const time = respondedAt ?? sentAt ?? createdAt;
	return (
		<time className={classes.when} dateTime={time}>
			{!respondedAt && sentAt ? texts().surveys.sentAt(formatFull(time)) : formatFull(time)}
		</time>
	);
}

/* More than about as many lines are folded. */
const LONG_CHARACTERS = 420;
const LONG_LINES = 6;

function Comment({ text }: { text: string }) {
	const words = texts().surveys;
	const [isOpen, setOpen] = useState(false);
	const isLong = text.length > LONG_CHARACTERS || text.split('\n').length > LONG_LINES;
	return (
		<>
			<p className={classes.comment} data-folded={(isLong && !isOpen) || undefined} dir="auto">
				{text}
			</p>
			{isLong && (
				<Button size="compact-sm" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
					{isOpen ? words.less : words.more}
				</Button>
			)}
		</>
	);
}

function About({ survey }: { survey: CSATSurvey }) {
	const { agent, team, channel, customerEmail, ticketId, ticketNumber, sessionId } = survey;
	const { csat, surveys: words } = texts();
	return (
		<ul className={classes.about}>
			{customerEmail && (
				<li>
					<bdi>{customerEmail}</bdi>
				</li>
			)}
			<li>{agent ? <bdi>{agent.name}</bdi> : csat.nobody}</li>
			{team && (
				<li>
					<bdi>{team.name}</bdi>
				</li>
			)}
			<li>{csat.channels[channel]}</li>
			{ticketId && ticketNumber !== undefined && (
				<li>
					<Anchor component={AppLink} href={`${TICKETS_PATH}/${ticketId}`} size="sm">
						{words.ticket(ticketNumber)}
					</Anchor>
				</li>
			)}
			{sessionId && (
				<li>
					<Anchor component={AppLink} href={`${HOME_PATH}/${sessionId}`} size="sm">
						{words.chat}
					</Anchor>
				</li>
			)}
		</ul>
	);
}
