/* A text to be put somewhere else: shown as it is, and copied with one press. */
import { Button, Code, CopyButton } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import classes from './CopyField.module.css';
import { texts } from './texts';

export function CopyField({ value, label }: { value: string; label: string }) {
	const words = texts().copy;
	return (
		<div className={classes.field}>
			<Code block dir="ltr" role="group" aria-label={label} className={classes.text}>
				{value}
			</Code>
			<CopyButton value={value}>
				{({ copied, copy }) => (
					<Button
						variant="default"
						onClick={copy}
						leftSection={copied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
					>
						{copied ? words.copied : words.copy}
					</Button>
				)}
			</CopyButton>
		</div>
	);
}
