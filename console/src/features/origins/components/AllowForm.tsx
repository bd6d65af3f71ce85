/* Allows the chat on pages of one more origin. */
import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { asRefusal } from '../../../api/http';
import { Section } from '../../../ui/Section';
import { type Fault, faultOf } from '../origin';
import { texts } from '../texts';
import { useAllow } from '../useAllow';

function describe(error: unknown): string {
	const { faults, failed } = texts().origins;
	const sentences: Record<string, string> = { field: faults.host, state: faults.full };
	return sentences[asRefusal(error).code] ?? failed;
}

export function AllowForm() {
	const { origins: words } = texts();
	const [typed, setTyped] = useState('');
	const [fault, setFault] = useState<Fault>();
	const allow = useAllow(() => setTyped(''));
	const problem = fault ? words.faults[fault] : allow.isError && describe(allow.error);

	function change(text: string): void {
		setTyped(text);
		setFault(undefined);
		allow.reset();
	}

	function submit(event: FormEvent): void {
		event.preventDefault();
		const found = faultOf(typed);
		setFault(found);
		if (!found) allow.mutate(typed.trim());
	}

	return (
		<Section title={words.add} text={words.addText}>
			<form onSubmit={submit} noValidate>
				<Group align="flex-start">
					<TextInput
						aria-label={words.label}
						placeholder="https://shop.example"
						inputMode="url"
						autoCapitalize="none"
						spellCheck={false}
						dir="ltr"
						maxLength={255}
						style={{ flex: '1 1 14rem' }}
						error={problem || undefined}
						value={typed}
						onChange={(event) => change(event.currentTarget.value)}
					/>
					<Button type="submit" loading={allow.isPending}>
						{words.submit}
					</Button>
				</Group>
			</form>
		</Section>
	);
}
