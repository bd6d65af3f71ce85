/* Leads back to the end, and says what came meanwhile. */
import { UnstyledButton } from '@mantine/core';
import { ArrowDown } from 'lucide-react';
import { texts } from '../texts';
import classes from './NewBelowButton.module.css';

export function NewBelowButton({ count, onClick }: { count: number; onClick: () => void }) {
	return (
		<UnstyledButton
			className={classes.button}
			data-news={count > 0 || undefined}
			onClick={onClick}
		>
			<ArrowDown size={16} aria-hidden="true" />
			{texts().thread.below(count)}
		</UnstyledButton>
	);
}
