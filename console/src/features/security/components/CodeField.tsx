/* Where a code is typed, with what phones and password managers look for. */
import { TextInput } from '@mantine/core';
import { texts } from '../texts';

interface Props {
	value: string;
	change: (value: string) => void;
	label?: string;
	description?: string;
	/** Letters, too: a recovery code will do. */
	takesRecovery?: boolean;
	isFirst?: boolean;
}

export function CodeField({ value, change, label, description, takesRecovery, isFirst }: Props) {
	return (
		<TextInput
			label={label ?? texts().secondFactor.code}
			description={description}
			autoComplete="one-time-code"
			inputMode={takesRecovery ? 'text' : 'numeric'}
			autoCapitalize="characters"
			spellCheck={false}
			dir="ltr"
			maxLength={30}
			required
			withAsterisk={false}
			data-autofocus={isFirst || undefined}
			value={value}
			onChange={(event) => change(event.currentTarget.value)}
		/>
	);
}
