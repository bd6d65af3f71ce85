/* A list could not be read. */
import { Button } from '@mantine/core';
import { texts } from './texts';
import classes from './ListProblem.module.css';

export function ListProblem({ retry }: { retry: () => void }) {
	return (
		<div className={classes.problem} role="alert">
			<span>{texts().list.failed}</span>
			<Button size="compact-sm" variant="default" onClick={retry}>
				{texts().app.retry}
			</Button>
		</div>
	);
}
