/* What admins say of the surveys, and beside it how one looks. */
import { useState } from 'react';
import type { CSATSettings } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { language as ownLanguage } from '../../../ui/language';
import { SaveForm } from '../../../ui/SaveForm';
import { changeSettings, readSettings, settingsOptions } from '../api/settings';
import { changeOf, type Fields, fieldsOf, type Language } from '../fields';
import { texts } from '../texts';
import { AskingFields, LowFields, WordFields } from './settingsParts';
import classes from './SurveySettingsForm.module.css';
import { SurveyPreview } from './SurveyPreview';

export function SurveySettingsForm({ settings }: { settings: CSATSettings }) {
	const form = useSettingsForm<CSATSettings, Fields>({
		saved: settings,
		fieldsOf,
		send: (fields, names, of) => changeSettings(changeOf(fields, names, of)),
		read: readSettings,
		queryKey: settingsOptions.queryKey,
		words: texts().form,
	});
	const [language, setLanguage] = useState<Language>(ownLanguage);
	return (
		<div className={classes.editor}>
			<SaveForm form={form} className={classes.form}>
				<AskingFields form={form} />
				<WordFields form={form} language={language} choose={setLanguage} />
				<LowFields form={form} />
			</SaveForm>
			<SurveyPreview fields={form.fields} language={language} />
		</div>
	);
}
