/* A new field, or a change of one: its key and its kind stay, for tickets have values of them. */
import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asRefusal } from '../../../api/http';
import { Dialog } from '../../../ui/Dialog';
import { changeField, createField, fieldsOptions } from '../api/fields';
import { keyFor } from '../fieldKey';
import type { TicketField, TicketFieldKind } from '../model';
import { settingsTexts } from '../texts/settings';

interface Props {
	field?: TicketField;
	isOpen: boolean;
	close: () => void;
	/** Where it stands among the others. */
	position: number;
}

export default function FieldDialog(props: Props) {
	const words = settingsTexts();
	return (
		<Dialog
			isOpen={props.isOpen}
			close={props.close}
			title={props.field ? words.editTitle : words.addTitle}
		>
			<Form {...props} />
		</Dialog>
	);
}

interface Said {
	label: string;
	/** Undefined: made of the label. */
	key: string | undefined;
	kind: TicketFieldKind;
	choices: string;
	isRequired: boolean;
}

const KINDS: readonly TicketFieldKind[] = ['text', 'number', 'choice', 'checkbox', 'date'];

function saidOf(field: TicketField | undefined): Said {
	if (!field) return { label: '', key: undefined, kind: 'text', choices: '', isRequired: false };
	return { ...field, choices: field.choices.join('\n') };
}

const linesOf = (text: string) =>
	text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');

function useSave({ field, close, position }: Props) {
	const client = useQueryClient();
	return useMutation({
		mutationFn: ({ label, key, kind, choices, isRequired }: Said) => {
			const said = { label: label.trim(), isRequired, choices: linesOf(choices) };
			const change = kind === 'choice' ? said : { label: said.label, isRequired };
			if (field) return changeField(field.id, change);
			return createField({ ...change, key: key ?? keyFor(label), kind, choices: said.choices, position });
		},
		onSuccess: close,
		onSettled: () => client.invalidateQueries({ queryKey: fieldsOptions.queryKey }),
	});
}

function Form(props: Props) {
	const { field, close } = props;
	const words = settingsTexts();
	const [said, setSaid] = useState(() => saidOf(field));
	const save = useSave(props);
	const set = (part: Partial<Said>) => setSaid({ ...said, ...part });
	return (
		<form
			onSubmit={(event: FormEvent) => {
				event.preventDefault();
				save.mutate(said);
			}}
		>
			<Stack>
				{save.error && <Problem error={save.error} />}
				<TextInput
					data-autofocus
					label={words.label}
					required
					withAsterisk={false}
					maxLength={100}
					dir="auto"
					value={said.label}
					onChange={(event) => set({ label: event.currentTarget.value })}
				/>
				{!field && <KeyAndKind said={said} set={set} />}
				{said.kind === 'choice' && (
					<Textarea
						label={words.choices}
						description={words.choicesHint}
						required
						withAsterisk={false}
						rows={4}
						dir="auto"
						value={said.choices}
						onChange={(event) => set({ choices: event.currentTarget.value })}
					/>
				)}
				<Checkbox
					label={words.required}
					checked={said.isRequired}
					onChange={(event) => set({ isRequired: event.currentTarget.checked })}
				/>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{words.app.cancel}
					</Button>
					<Button type="submit" loading={save.isPending} disabled={!said.label.trim()}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function KeyAndKind({ said, set }: { said: Said; set: (part: Partial<Said>) => void }) {
	const words = settingsTexts();
	return (
		<>
			<NativeSelect
				label={words.kind}
				data={KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
				value={said.kind}
				onChange={(event) => set({ kind: event.currentTarget.value as TicketFieldKind })}
			/>
			<TextInput
				label={words.key}
				description={words.keyHint}
				required
				withAsterisk={false}
				maxLength={40}
				pattern="[a-z][a-z0-9_]*"
				dir="ltr"
				spellCheck={false}
				value={said.key ?? keyFor(said.label)}
				onChange={(event) => set({ key: event.currentTarget.value })}
			/>
		</>
	);
}

function Problem({ error }: { error: unknown }) {
	const words = settingsTexts();
	const { code, problem } = asRefusal(error);
	const sentences: Record<string, string> = {
		conflict: words.taken,
		state: words.full,
		absent: words.gone,
	};
	const isField = code === 'field' && problem.detail;
	return (
		<Alert color="red" role="alert" title={isField ? words.refused : undefined}>
			{isField ? problem.detail : (sentences[code] ?? words.failed)}
		</Alert>
	);
}
