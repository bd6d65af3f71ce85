/* Changes how the widget looks, and shows it beside. */
import type { ChatWidgetConfig } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { SaveForm } from '../../../ui/SaveForm';
import { changeConfig, configOptions, readConfig } from '../api';
import { changeOf, type Fields, fieldsOf } from '../fields';
import { texts } from '../texts';
import classes from './ChatConfigEditor.module.css';
import { BehaviourFields, LookFields, WordFields } from './parts';
import { WidgetPreview } from './WidgetPreview';

export function ChatConfigEditor({ config }: { config: ChatWidgetConfig }) {
	const form = useSettingsForm<ChatWidgetConfig, Fields>({
		saved: config,
		fieldsOf,
		send: (fields, names, of) => changeConfig(changeOf(fields, names, of)),
		read: readConfig,
		queryKey: configOptions.queryKey,
		words: texts().widget,
	});
	return (
		<div className={classes.editor}>
			<SaveForm form={form} className={classes.form}>
				<LookFields form={form} />
				<WordFields form={form} />
				<BehaviourFields form={form} />
			</SaveForm>
			<WidgetPreview config={config} fields={form.fields} />
		</div>
	);
}
