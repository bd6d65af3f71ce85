/* Saves what is shown for spreadsheets: the surveys of the list, the days, or the agents. */
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Download } from 'lucide-react';
import { useSaveAll } from '../../../api/useSaveAll';
import { saveCsv } from '../../../ui/csv';
import { formatNumber } from '../../../ui/format';
import { agentsOptions, fetchSurveys, metricsOptions } from '../api/metrics';
import { agentsCsv, daysCsv, surveysCsv } from '../csv';
import { listSpan, type Span } from '../days';
import type { Filter } from '../filter';
import { texts } from '../texts';

interface Props {
	filter: Filter;
	span: Span;
}

export function SaveMenu({ filter, span }: Props) {
	const words = texts().file;
	const days = settledOf(useQuery(metricsOptions(filter, span)))?.days;
	const agents = settledOf(useQuery(agentsOptions(filter, span)))?.items;
	const { count, save } = useSaveAll({
		fetchPage: (asked) => fetchSurveys(filter, listSpan(span, filter.on), asked),
		toCsv: surveysCsv,
		name: 'surveys',
		words,
	});
	const saveDays = () => days && saveCsv(daysCsv(days), nameOf('satisfaction', span));
	const saveAgents = () => agents && saveCsv(agentsCsv(agents), nameOf('agents', span));
	return (
		<Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
			<Menu.Target>
				<Button
					variant="default"
					leftSection={<Download size={16} aria-hidden="true" />}
					rightSection={<ChevronDown size={16} aria-hidden="true" />}
					disabled={count !== undefined}
				>
					{count === undefined ? words.save : words.saving(formatNumber(count))}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item onClick={() => void save()}>{words.surveys}</Menu.Item>
				<Menu.Item disabled={!days} onClick={saveDays}>
					{words.days}
				</Menu.Item>
				<Menu.Item disabled={!agents} onClick={saveAgents}>
					{words.agents}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

/* What was read, once it is what was asked for last. */
function settledOf<Data>({ data, isPlaceholderData }: { data?: Data; isPlaceholderData: boolean }) {
	return isPlaceholderData ? undefined : data;
}

const nameOf = (what: string, { from, to }: Span) => `${what}-${from}-${to}.csv`;
