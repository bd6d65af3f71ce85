/* What a provider says of itself, word for word, and what of it will not do. */
import { Alert, Code, Text } from '@mantine/core';
import type { ProviderTest } from '../../../api/types';
import { texts } from '../texts';
import classes from './ProviderAnswer.module.css';

export function ProviderAnswer({ test }: { test: ProviderTest }) {
	const words = texts().provider;
	return (
		<div aria-live="polite">
			<Alert
				color={test.isUsable ? 'green' : 'red'}
				title={test.isUsable ? words.isUsable : words.isUseless}
			>
				{test.failure && <span lang="en">{test.failure}</span>}
			</Alert>
			<Text size="sm" mt="sm" mb="xs" className={classes.asked}>
				{words.answerOf}{' '}
				<bdi dir="ltr" className={classes.url}>
					{test.url}
				</bdi>
			</Text>
			{test.answer && (
				<Code
					block
					dir="ltr"
					className={classes.answer}
					tabIndex={0}
					role="region"
					aria-label={words.answer}
				>
					{test.answer}
				</Code>
			)}
		</div>
	);
}
