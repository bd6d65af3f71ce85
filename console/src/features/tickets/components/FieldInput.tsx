/* One of the tenant's own fields. What is typed is saved on leaving it, based on the ticket as it was when one began. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { FieldValue, SupportTicket, TicketField } from '../model';
import { detailTexts } from '../texts/detail';

interface Props {
	field: TicketField;
	ticket: SupportTicket;
	/** On its way. */
	pending: FieldValue | undefined;
	save: (value: FieldValue, of: SupportTicket) => void;
}

export function FieldInput(props: Props) {
	const { field, ticket, pending, save } = props;
	const words = detailTexts().side;
	const value = pending === undefined ? ticket.fields[field.key] : pending;
	const shared = {
		label: field.label,
		description: field.isRequired ? words.required : undefined,
	};
	switch (field.kind) {
		case 'checkbox':
			return (
				<Checkbox
					{...shared}
					checked={value === true}
					onChange={(event) => save(event.currentTarget.checked, ticket)}
				/>
			);
		case 'choice':
			return (
				<NativeSelect
					{...shared}
					data={[
						{ value: '', label: words.unset },
						...field.choices.map((choice) => ({ value: choice, label: choice })),
					]}
					value={typeof value === 'string' ? value : ''}
					onChange={(event) => save(event.currentTarget.value || null, ticket)}
				/>
			);
		default:
			return <Typed {...props} shared={shared} value={value} />;
	}
}

const TYPES = { text: 'text', number: 'number', date: 'date', choice: 'text', checkbox: 'text' } as const;

interface TypedProps extends Props {
	shared: { label: string; description: string | undefined };
	value: FieldValue | undefined;
}

function Typed({ field, ticket, save, shared, value }: TypedProps) {
	const [began, setBegan] = useState<{ of: SupportTicket; text: string }>();
	const saved = value === null || value === undefined ? '' : String(value);
	const finish = () => {
		if (began && began.text.trim() !== saved) save(typedValue(field, began.text), began.of);
		setBegan(undefined);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === 'Enter') finish();
		if (event.key === 'Escape') setBegan(undefined);
	};
	return (
		<TextInput
			{...shared}
			type={TYPES[field.kind]}
			step="any"
			dir={field.kind === 'text' ? 'auto' : undefined}
			maxLength={1000}
			value={began?.text ?? saved}
			onChange={(event) => setBegan({ of: began?.of ?? ticket, text: event.currentTarget.value })}
			onBlur={finish}
			onKeyDown={onKeyDown}
		/>
	);
}

function typedValue({ kind }: TicketField, text: string): FieldValue {
	const typed = text.trim();
	if (typed === '') return null;
	return kind === 'number' ? Number(typed) : typed;
}
