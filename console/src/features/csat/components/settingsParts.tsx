/* The parts of the form of surveys. */
import { NativeSelect, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../ui/Section';
import type { CSATSettings } from '../../../api/types';
import { type Fields, type Language, LANGUAGES, SENTENCES, textName } from '../fields';
import { texts } from '../texts';
import classes from './SurveySettingsForm.module.css';

interface Props {
	form: { fields: Fields; set: (change: Partial<Fields>) => void };
}

type Switched = { [Name in keyof Fields]: Fields[Name] extends boolean ? Name : never }[keyof Fields];

function Choice({ form: { fields, set }, name }: Props & { name: Switched }) {
	const { form: words } = texts();
	return (
		<Switch
			label={words.fields[name]}
			description={words.hints[name]}
			checked={fields[name]}
			onChange={(event) => set({ [name]: event.currentTarget.checked })}
		/>
	);
}

/* As the server takes them. */
const LIMITS = {
	delayMinutes: { min: 0, max: 43_200 },
	expiryDays: { min: 1, max: 90 },
	cooldownDays: { min: 0, max: 365 },
	reminderDays: { min: 1, max: 89 },
} as const;

function Amount({ form: { fields, set }, name, unit }: Props & { name: keyof typeof LIMITS; unit: ReactNode }) {
	const { form: words } = texts();
	const isOptional = name === 'reminderDays';
	return (
		<TextInput
			type="number"
			label={words.fields[name]}
			description={words.hints[name]}
			required={!isOptional}
			withAsterisk={false}
			placeholder={isOptional ? words.never : undefined}
			{...LIMITS[name]}
			step={1}
			rightSectionWidth={76}
			rightSection={<Text size="sm">{unit}</Text>}
			styles={{ wrapper: { maxWidth: 200 } }}
			value={fields[name]}
			onChange={(event) => set({ [name]: event.currentTarget.value })}
		/>
	);
}

export function AskingFields({ form }: Props) {
	const { form: words } = texts();
	const { fields, set } = form;
	const channels = Object.entries(words.channels).map(([value, label]) => ({ value, label }));
	return (
		<Section title={words.asking} text={words.askingText}>
			<Stack>
				<Choice form={form} name="isEnabled" />
				<NativeSelect
					label={words.fields.channel}
					data={channels}
					value={fields.channel}
					onChange={(event) => set({ channel: event.currentTarget.value as CSATSettings['channel'] })}
				/>
				<Amount form={form} name="delayMinutes" unit={words.minutes} />
				<Amount form={form} name="expiryDays" unit={words.days} />
				<Amount form={form} name="reminderDays" unit={words.days} />
				<Amount form={form} name="cooldownDays" unit={words.days} />
				<Choice form={form} name="asksByRule" />
				<Choice form={form} name="asksInChat" />
			</Stack>
		</Section>
	);
}

interface WordProps extends Props {
	/** Whose words are shown, here and in the preview. */
	language: Language;
	choose: (language: Language) => void;
}

export function WordFields({ form: { fields, set }, language, choose }: WordProps) {
	const { form: words } = texts();
	const scales = Object.entries(words.scales).map(([value, label]) => ({ value, label }));
	const languages = LANGUAGES.map((value) => ({ value, label: words.languages[value] }));
	return (
		<Section title={words.words} text={words.wordsText}>
			<Stack>
				<NativeSelect
					label={words.fields.scale}
					data={scales}
					value={fields.scale}
					onChange={(event) => set({ scale: event.currentTarget.value as CSATSettings['scale'] })}
				/>
				<SegmentedControl
					className={classes.languages}
					aria-label={words.language}
					data={languages}
					value={language}
					onChange={(value) => choose(value as Language)}
				/>
				{SENTENCES.map((sentence) => (
					<Textarea
						key={sentence}
						label={words[sentence](words.languages[language])}
						placeholder={words.own[language][sentence]}
						rows={2}
						maxLength={500}
						dir={language === 'ar' ? 'rtl' : 'auto'}
						lang={language}
						value={fields[textName(language, sentence)]}
						onChange={(event) => set({ [textName(language, sentence)]: event.currentTarget.value })}
					/>
				))}
			</Stack>
		</Section>
	);
}

export function LowFields({ form }: Props) {
	return (
		<Section title={texts().form.low}>
			<Stack>
				<Choice form={form} name="lowMails" />
				<Choice form={form} name="lowOpensTicket" />
			</Stack>
		</Section>
	);
}
