/* Changes how the widget looks, and shows it beside. */
import { Alert, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { refusedMember } from '../../../api/http';
import type { ChatWidgetConfig } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { showNotice } from '../../../ui/notices';
import { Overtaken } from '../../../ui/Overtaken';
import { SaveBar } from '../../../ui/SaveBar';
import { changeConfig, configOptions, readConfig } from '../api';
import { changeOf, type Fields, fieldsOf } from '../fields';
import { texts } from '../texts';
import classes from './ChatConfigEditor.module.css';
import { BehaviourFields, LookFields, WordFields } from './parts';
import { WidgetPreview } from './WidgetPreview';

function useForm(config: ChatWidgetConfig) {
	const client = useQueryClient();
	return useSettingsForm<ChatWidgetConfig, Fields>({
		saved: config,
		fieldsOf,
		send: (fields, names, of) => changeConfig(changeOf(fields, names, of)),
		read: readConfig,
		done(saved) {
			client.setQueryData(configOptions.queryKey, saved);
			showNotice({ text: texts().widget.saved });
		},
	});
}

function describe(error: unknown): string {
	const { faults, failed } = texts().widget;
	return (faults as Record<string, string>)[refusedMember(error) ?? ''] ?? failed;
}

export function ChatConfigEditor({ config }: { config: ChatWidgetConfig }) {
	const form = useForm(config);

	function submit(event: FormEvent): void {
		event.preventDefault();
		form.save();
	}

	return (
		<div className={classes.editor}>
			<form onSubmit={submit} className={classes.form}>
				<Stack gap="lg">
					<LookFields form={form} />
					<WordFields form={form} />
					<BehaviourFields form={form} />
					<Overtaken by={form.overtaken} labels={texts().widget.fields} />
					{form.error !== null && (
						<Alert color="red" role="alert" py="xs">
							{describe(form.error)}
						</Alert>
					)}
					{!form.overtaken && <SaveBar form={form} />}
				</Stack>
			</form>
			<WidgetPreview fields={form.fields} />
		</div>
	);
}
