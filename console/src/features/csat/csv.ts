/* Surveys, days and agents as files for spreadsheets. */
import { csvOf } from '../../ui/csv';
import type { CSATAgentScore, CSATDay, CSATSurvey } from '../../api/types';

export function surveysCsv(surveys: readonly CSATSurvey[]): string {
	const head = ['id', 'rating', 'feedback', 'agent', 'team', 'channel', 'customerEmail', 'ticketNumber', 'sessionId', 'state', 'sentAt', 'respondedAt'];
	const rows = surveys.map((survey) => [
		survey.id,
		survey.rating,
		survey.feedback,
		survey.agent?.name,
		survey.team?.name,
		survey.channel,
		survey.customerEmail,
		survey.ticketNumber,
		survey.sessionId,
		survey.state,
		survey.sentAt,
		survey.respondedAt,
	]);
	return csvOf(head, rows);
}

export function daysCsv(days: readonly CSATDay[]): string {
	const head = ['date', 'sent', 'responded', 'averageRating', 'score'] as const;
	return csvOf(head, days.map((day) => head.map((name) => day[name])));
}

export function agentsCsv(scores: readonly CSATAgentScore[]): string {
	const figures = ['sent', 'responded', 'averageRating', 'score', 'scoreLow', 'scoreHigh'] as const;
	const rows = scores.map((each) => [each.agent.name, ...figures.map((name) => each[name])]);
	return csvOf(['agent', ...figures], rows);
}
