/* The parts of the editor's form. */
import { NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { Section } from '../../../ui/Section';
import type { Fields } from '../fields';
import { texts } from '../texts';
import classes from './ChatConfigEditor.module.css';
import { ColorField } from './ColorField';

interface Props {
	form: { fields: Fields; set: (change: Partial<Fields>) => void };
}

type TextName = { [Name in keyof Fields]: Fields[Name] extends string ? Name : never }[keyof Fields];

/* What a field of the form is bound by. */
function bind({ fields, set }: Props['form'], name: TextName) {
	return {
		label: texts().widget.fields[name],
		value: fields[name],
		onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
			set({ [name]: event.currentTarget.value } as Partial<Fields>),
	};
}

const choices = (words: Record<string, string>) =>
	Object.entries(words).map(([value, label]) => ({ value, label }));

export function LookFields({ form }: Props) {
	const { widget: words } = texts();
	const { fields, set } = form;
	const pixels = (name: 'offsetX' | 'offsetY') => (
		<TextInput type="number" required withAsterisk={false} min={0} max={300} step={1} {...bind(form, name)} />
	);
	return (
		<Section title={words.look}>
			<div className={classes.grid}>
				<ColorField
					label={words.fields.primaryColor}
					description={words.primaryHint}
					value={fields.primaryColor}
					set={(primaryColor) => set({ primaryColor })}
				/>
				<ColorField
					label={words.fields.secondaryColor}
					description={words.secondaryHint}
					value={fields.secondaryColor}
					set={(secondaryColor) => set({ secondaryColor })}
				/>
				<NativeSelect data={choices(words.schemes)} {...bind(form, 'colorScheme')} />
				<NativeSelect data={choices(words.positions)} {...bind(form, 'position')} />
				{pixels('offsetX')}
				{pixels('offsetY')}
			</div>
		</Section>
	);
}

export function WordFields({ form }: Props) {
	const { widget: words } = texts();
	return (
		<Section title={words.words} text={words.wordsText}>
			<Stack>
				<TextInput required withAsterisk={false} maxLength={255} dir="auto" {...bind(form, 'headerText')} />
				<Textarea required withAsterisk={false} rows={3} maxLength={2000} dir="auto" {...bind(form, 'greetingMessage')} />
				<Textarea required withAsterisk={false} rows={3} maxLength={2000} dir="auto" {...bind(form, 'offlineMessage')} />
			</Stack>
		</Section>
	);
}

export function BehaviourFields({ form }: Props) {
	const { widget: words } = texts();
	const { fields, set } = form;
	const choice = (name: 'showAgentTyping' | 'showReadReceipts') => (
		<Switch
			label={words.fields[name]}
			checked={fields[name]}
			onChange={(event) => set({ [name]: event.currentTarget.checked })}
		/>
	);
	return (
		<Section title={words.behaviour}>
			<Stack>
				<TextInput
					type="number"
					description={words.autoOpenHint}
					placeholder={words.never}
					min={0}
					max={3600}
					step={1}
					styles={{ wrapper: { maxWidth: 220 } }}
					{...bind(form, 'autoOpenDelaySeconds')}
				/>
				{choice('showAgentTyping')}
				{choice('showReadReceipts')}
			</Stack>
		</Section>
	);
}
