/* The end of a form of settings: saves what was changed, or takes it back. */
import { Button, Group } from '@mantine/core';
import { texts } from './texts';

interface Props {
	form: { changed: readonly unknown[]; isSaving: boolean; reset: () => void };
}

export function SaveBar({ form }: Props) {
	const words = texts().save;
	const isChanged = form.changed.length > 0;
	return (
		<Group justify="flex-end">
			{isChanged && (
				<Button variant="subtle" onClick={form.reset} disabled={form.isSaving}>
					{words.reset}
				</Button>
			)}
			<Button type="submit" disabled={!isChanged} loading={form.isSaving}>
				{words.save}
			</Button>
		</Group>
	);
}
