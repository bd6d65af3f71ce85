/* Something could not be read: a list, unless it is said what. */
import { Button } from '@mantine/core';
import { texts } from './texts';
import classes from './ListProblem.module.css';

interface Props {
	text?: string;
	retry: () => void;
}

export function ListProblem({ text = texts().list.failed, retry }: Props) {
	return (
		<div className={classes.problem} role="alert">
			<span>{text}</span>
			<Button size="compact-sm" variant="default" onClick={retry}>
				{texts().app.retry}
			</Button>
		</div>
	);
}
