/* Somebody else has saved first: what they changed, and which is to count. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import classes from './Overtaken.module.css';
import { texts } from './texts';

export interface Rivals {
	rivals: readonly { name: PropertyKey; theirs: unknown; mine?: unknown }[];
	keepMine: () => void;
	takeTheirs: () => void;
}

interface Props {
	by: Rivals | undefined;
	/** What each field is called. */
	labels: Record<string, string>;
	/** What was changed meanwhile, unless these are settings. */
	title?: string;
}

function shown(value: unknown): string {
	const words = texts().overtaken;
	if (typeof value === 'boolean') return value ? words.on : words.off;
	return String(value) || words.nothing;
}

/* It stands at the end of a form, which may be long. */
const show = (alert: HTMLElement | null) => alert?.scrollIntoView({ block: 'center' });

export function Overtaken({ by, labels, title = texts().overtaken.title }: Props) {
	const words = texts().overtaken;
	if (!by) return null;
	return (
		<Alert ref={show} color="yellow" role="alert" icon={<TriangleAlert size={18} aria-hidden="true" />}>
			<Text size="sm" fw={600}>
				{title}
			</Text>
			<Text size="sm">{words.text}</Text>
			<dl className={classes.list}>
				{by.rivals.map(({ name, theirs, mine }) => (
					<div key={String(name)}>
						<dt>{labels[String(name)]}</dt>
						<dd>
							<bdi>{shown(theirs)}</bdi>
							{mine !== undefined && (
								<span className={classes.mine}>
									{words.yours} <bdi>{shown(mine)}</bdi>
								</span>
							)}
						</dd>
					</div>
				))}
			</dl>
			<Group gap="xs">
				<Button size="compact-sm" variant="default" onClick={by.takeTheirs}>
					{words.takeTheirs}
				</Button>
				<Button size="compact-sm" onClick={by.keepMine}>
					{words.keepMine}
				</Button>
			</Group>
		</Alert>
	);
}
