/* Changes when the desk is open, and says whether it is now. */
import { Stack, Switch } from '@mantine/core';
import type { ChatWidgetConfig } from '../../../api/types';
import { useSettingsForm } from '../../../api/useSettingsForm';
import { SaveForm } from '../../../ui/SaveForm';
import { Section } from '../../../ui/Section';
import { changeConfig, hoursOptions, readConfig } from '../api';
import { changeOf, copyToAll, DAYS, type DayName, type Fields, fieldsOf } from '../model';
import { texts } from '../texts';
import { describeField } from '../words';
import { DayRow } from './DayRow';
import { Holidays } from './Holidays';
import { OpenNow } from './OpenNow';

interface WeekProps {
	fields: Fields;
	set: (change: Partial<Fields>) => void;
}

function Week({ fields, set }: WeekProps) {
	const { hours: words } = texts();
	const row = (day: DayName) => (
		<DayRow
			key={day}
			name={words.fields[day]}
			spans={fields[day]}
			set={(spans) => set({ [day]: spans })}
			copy={() => set(copyToAll(fields[day]))}
		/>
	);
	return (
		<Section title={words.week} text={words.weekText}>
			<Stack gap="md">
				<Switch
					label={words.fields.businessHoursEnabled}
					description={words.enabledHint}
					checked={fields.businessHoursEnabled}
					onChange={(event) => set({ businessHoursEnabled: event.currentTarget.checked })}
				/>
				{DAYS.map(row)}
			</Stack>
		</Section>
	);
}

export function BusinessHoursEditor({ config }: { config: ChatWidgetConfig }) {
	const form = useSettingsForm<ChatWidgetConfig, Fields>({
		saved: config,
		fieldsOf,
		send: (fields, names, of) => changeConfig(changeOf(fields, names, of)),
		read: readConfig,
		queryKey: hoursOptions.queryKey,
		words: texts().hours,
		describe: describeField,
	});
	return (
		<Stack maw={860} gap="lg">
			<OpenNow config={config} />
			<SaveForm form={form}>
				<Week fields={form.fields} set={form.set} />
				<Holidays holidays={form.fields.holidays} set={(holidays) => form.set({ holidays })} />
			</SaveForm>
		</Stack>
	);
}
