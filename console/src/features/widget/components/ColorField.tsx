/* A colour, typed or picked. */
import { TextInput } from '@mantine/core';
import { texts } from '../texts';
import classes from './ColorField.module.css';

interface Props {
	label: string;
	description: string;
	value: string;
	set: (color: string) => void;
}

const COLOR = '#[0-9a-fA-F]{6}';

export function ColorField({ label, description, value, set }: Props) {
	const isColor = new RegExp(`^${COLOR}$`).test(value);
	return (
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
					value={isColor ? value : '#000000'}
					onChange={(event) => set(event.currentTarget.value)}
				/>
			}
			leftSectionWidth={44}
			value={value}
			onChange={(event) => set(event.currentTarget.value)}
		/>
	);
}
