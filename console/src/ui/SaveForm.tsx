/*
 * The frame of a form of settings: its parts, and under them what somebody else has saved meanwhile, why
 * mine was not saved, and what saves it.
 */
import { Alert, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Overtaken, type Rivals } from './Overtaken';
import { SaveBar } from './SaveBar';

interface Props {
	form: {
		changed: readonly unknown[];
		isSaving: boolean;
		fault: string | undefined;
		overtaken: Rivals | undefined;
		labels: Record<string, string>;
		save: () => void;
		reset: () => void;
	};
	/** Around all of it, where it is one part of a page. */
	frame?: (inside: ReactNode) => ReactNode;
	className?: string;
	children: ReactNode;
}

export function SaveForm({ form, frame = (inside) => inside, className, children }: Props) {
	function submit(event: FormEvent): void {
		event.preventDefault();
		form.save();
	}
	return (
		<form onSubmit={submit} className={className}>
			{frame(
				<Stack gap="lg">
					{children}
					<Overtaken by={form.overtaken} labels={form.labels} />
					{form.fault !== undefined && (
						<Alert color="red" role="alert" py="xs">
							{form.fault}
						</Alert>
					)}
					{!form.overtaken && <SaveBar form={form} />}
				</Stack>,
			)}
		</form>
	);
}
