/* One thing that a desk needs: whether it is there, and where it is done. */
import { Button, Text, VisuallyHidden } from '@mantine/core';
import { Circle, CircleCheck } from 'lucide-react';
import type { SetupChecklist } from '../../api/types';
import { AppLink } from '../../ui/AppLink';
import { formatFull } from '../../ui/format';
import classes from './SetupPage.module.css';
import type { Step } from './steps';
import { texts } from './texts';

/* What is known of what was done. */
function toldOf({ name }: Step, list: SetupChecklist): string | undefined {
	const { told } = texts().setup;
	const { seenOrigin, seenAt, mailSentAt, colleagues, invited, webhooks } = list;
	if (name === 'widget') return seenOrigin && seenAt && told.widget(seenOrigin, formatFull(seenAt));
	if (name === 'mail') return mailSentAt && told.mail(formatFull(mailSentAt));
	if (name === 'webhook') return webhooks > 0 ? told.webhook(webhooks) : undefined;
	return colleagues + invited > 0 ? told.colleague(colleagues, invited) : undefined;
}

export function StepItem({ step, list }: { step: Step; list: SetupChecklist }) {
	const { setup: words } = texts();
	const { name, href, isDone, isOptional } = step;
	const { title, text, act } = words.steps[name];
	const Mark = isDone ? CircleCheck : Circle;
	return (
		<li className={classes.step} data-done={isDone || undefined}>
			<Mark size={22} aria-hidden="true" className={classes.mark} />
			<div className={classes.about}>
				<Text fw={600}>
					{title}
					<VisuallyHidden>{isDone ? `, ${words.done}` : ''}</VisuallyHidden>
					{isOptional && !isDone && <span className={classes.optional}> {words.optional}</span>}
				</Text>
				<Text size="sm" c="dimmed" className={classes.told}>
					{toldOf(step, list) ?? text}
				</Text>
			</div>
			<Button
				component={AppLink}
				href={href}
				size="compact-sm"
				variant={isDone || isOptional ? 'default' : 'filled'}
				aria-label={`${isDone ? words.look : act}: ${title}`}
			>
				{isDone ? words.look : act}
			</Button>
		</li>
	);
}
