/* How a webhook or a delivery does, as a word in its colour. */
import { Badge } from '@mantine/core';
import classes from '../WebhooksPage.module.css';

export type Tone = 'good' | 'bad' | 'plain';

export function StateBadge({ tone, children }: { tone: Tone; children: string }) {
	return (
		<Badge component="span" variant="default" className={classes.tone} data-tone={tone}>
			{children}
		</Badge>
	);
}
