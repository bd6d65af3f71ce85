/* The last step of whoever has a second factor: a code of the app, or a recovery code. */
import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Refusal } from '../../../api/http';
import { texts } from '../texts';
import { SignInProblem, useThrottle } from './SignInProblem';

interface Props {
	problem: Refusal | null;
	isBusy: boolean;
	submit: (code: string) => void;
	startOver: () => void;
}

export function CodeForm({ problem, isBusy, submit, startOver }: Props) {
	const words = texts().signIn;
	const [code, setCode] = useState('');
	const [isRecovery, setRecovery] = useState(false);
	const secondsLeft = useThrottle(problem);

	function onSubmit(event: FormEvent): void {
		event.preventDefault();
		submit(code.replace(/\s/g, ''));
	}

	function change(): void {
		setRecovery(!isRecovery);
		setCode('');
	}

	return (
		<form onSubmit={onSubmit}>
			<Stack gap="md">
				<SignInProblem
					problem={problem}
					secondsLeft={secondsLeft}
					wrong={words.wrongCode}
				/>
				<TextInput
					key={String(isRecovery)}
					label={isRecovery ? words.recoveryCode : words.code}
					description={isRecovery ? words.recoveryHint : words.codeHint}
					name="code"
					autoComplete={isRecovery ? 'off' : 'one-time-code'}
					inputMode={isRecovery ? 'text' : 'numeric'}
					autoCapitalize="characters"
					spellCheck={false}
					dir="ltr"
					maxLength={30}
					required
					withAsterisk={false}
					autoFocus
					size="md"
					value={code}
					onChange={(event) => setCode(event.currentTarget.value)}
				/>
				<Button type="submit" size="md" loading={isBusy} disabled={secondsLeft > 0}>
					{words.submit}
				</Button>
				<Stack gap={4}>
					<Button variant="subtle" onClick={change}>
						{isRecovery ? words.useApp : words.useRecovery}
					</Button>
					<Button variant="subtle" onClick={startOver}>
						{words.otherAccount}
					</Button>
				</Stack>
			</Stack>
		</form>
	);
}
