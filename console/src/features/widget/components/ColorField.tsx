/* A colour, typed or picked, and how what is written on it can be read. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import { formatNumber } from '../../../ui/format';
import { readingOf } from '../contrast';
import { texts } from '../texts';
import classes from './ColorField.module.css';

interface Props {
	label: string;
	description: string;
	value: string;
	set: (color: string) => void;
}

const COLOR = '#[0-9a-fA-F]{6}';

function Contrast({ label, value, set }: Omit<Props, 'description'>) {
	const { contrast: words } = texts().widget;
	const reading = readingOf(value);
	if (!reading) return null;
	const { letters, white, mended } = reading;
	return (
		<Group gap="xs" mt={6} role="status">
			<Text size="xs">{words[letters](formatNumber(white))}</Text>
			{mended !== undefined && (
				<Button
					size="compact-xs"
					variant="default"
					aria-label={words.mendOf(mended, label)}
					onClick={() => set(mended)}
				>
					{words.mend(mended)}
				</Button>
			)}
		</Group>
	);
}

export function ColorField({ label, description, value, set }: Props) {
	const reading = readingOf(value);
	return (
		<div>
			<TextInput
				label={label}
				description={description}
				required
				withAsterisk={false}
				pattern={COLOR}
				title="#rrggbb"
				dir="ltr"
				spellCheck={false}
				leftSection={
					<input
						type="color"
						className={classes.picker}
						aria-label={texts().widget.pick(label)}
						value={reading ? value : '#000000'}
						onChange={(event) => set(event.currentTarget.value)}
					/>
				}
				leftSectionWidth={44}
				value={value}
				onChange={(event) => set(event.currentTarget.value)}
			/>
			<Contrast label={label} value={value} set={set} />
		</div>
	);
}
