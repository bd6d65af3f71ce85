/* What admins say of the surveys, and beside it how one looks. */
import { Alert, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { refusedMember } from '../../../api/http';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { language as ownLanguage } from '../../../ui/language';
import { showNotice } from '../../../ui/notices';
import { Overtaken } from '../../../ui/Overtaken';
import { SaveBar } from '../../../ui/SaveBar';
import { changeSettings, readSettings, settingsOptions } from '../api/settings';
import type { CSATSettings } from '../../../api/types';
import { changeOf, type Fields, fieldsOf, type Language } from '../fields';
import { texts } from '../texts';
import { AskingFields, LowFields, WordFields } from './settingsParts';
import classes from './SurveySettingsForm.module.css';
import { SurveyPreview } from './SurveyPreview';

function useForm(settings: CSATSettings) {
	const client = useQueryClient();
	return useSettingsForm<CSATSettings, Fields>({
		saved: settings,
		fieldsOf,
		send: (fields, names, of) => changeSettings(changeOf(fields, names, of)),
		read: readSettings,
		done(saved) {
			client.setQueryData(settingsOptions.queryKey, saved);
			showNotice({ text: texts().form.saved });
		},
	});
}

function describe(error: unknown): string {
	const { faults, failed } = texts().form;
	return (faults as Record<string, string>)[refusedMember(error) ?? ''] ?? failed;
}

export function SurveySettingsForm({ settings }: { settings: CSATSettings }) {
	const form = useForm(settings);
	const [language, setLanguage] = useState<Language>(ownLanguage);

	function submit(event: FormEvent): void {
		event.preventDefault();
		form.save();
	}

	return (
		<div className={classes.editor}>
			<form onSubmit={submit} className={classes.form}>
				<Stack gap="lg">
					<AskingFields form={form} />
					<WordFields form={form} language={language} choose={setLanguage} />
					<LowFields form={form} />
					<Overtaken by={form.overtaken} labels={texts().form.fields} />
					{form.error !== null && (
						<Alert color="red" role="alert" py="xs">
							{describe(form.error)}
						</Alert>
					)}
					{!form.overtaken && <SaveBar form={form} />}
				</Stack>
			</form>
			<SurveyPreview fields={form.fields} language={language} />
		</div>
	);
}
