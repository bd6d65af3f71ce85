/* How satisfied customers are: figures, their course, agents and the surveys behind them, as the address says. */
import { Button } from '@mantine/core';
import { Settings } from 'lucide-react';
import { useLine } from '../../live/LineProvider';
import { SURVEY_SETTINGS_PATH } from '../../ui/addresses';
import { AppLink } from '../../ui/AppLink';
import { useClock } from '../../ui/clock';
import { dayOf } from '../../ui/format';
import { PageHead } from '../../ui/PageHead';
import classes from './CsatPage.module.css';
import { CSATDashboard } from './components/CSATDashboard';
import { SaveMenu } from './components/SaveMenu';
import { SurveyFilters } from './components/SurveyFilters';
import { readFilter, spanOf } from './filter';
import { useFresh } from './live/useFresh';
import { texts } from './texts';

export default function CsatPage({ query }: { query: URLSearchParams }) {
	const words = texts().csat;
	const { me } = useLine();
	const today = useClock(dayOf);
	useFresh();
	const filter = readFilter(query);
	const span = spanOf(filter, today);
	const { role } = me.agent;
	return (
		<main id="main" tabIndex={-1} className={classes.page}>
			<div className={classes.inner}>
				<PageHead title={words.title} text={role === 'agent' ? words.ownText : words.text}>
					<div className={classes.acts}>
						<SaveMenu filter={filter} span={span} />
						{role === 'admin' && (
							<Button
								component={AppLink}
								href={SURVEY_SETTINGS_PATH}
								variant="default"
								leftSection={<Settings size={16} aria-hidden="true" />}
							>
								{words.settings}
							</Button>
						)}
					</div>
				</PageHead>
				<SurveyFilters filter={filter} span={span} />
				<CSATDashboard filter={filter} span={span} />
			</div>
		</main>
	);
}
