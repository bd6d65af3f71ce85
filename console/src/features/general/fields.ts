/* The settings as their form has them: each as what is typed. */
import type { TenantSettings, TenantSettingsChange } from '../../api/types';

export interface Fields {
	name: string;
	timeZone: string;
	/** Empty: off. */
	awayMinutes: string;
	silentMinutes: string;
	waitingMost: string;
	/** A name a line. */
	keptParameters: string;
}

const typed = (limit?: number) => (limit === undefined ? '' : String(limit));
const limitOf = (text: string) => (text.trim() === '' ? null : Number(text));
const linesOf = (text: string) =>
	text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');

export function fieldsOf(settings: TenantSettings): Fields {
	return {
		name: settings.name,
		timeZone: settings.timeZone,
		awayMinutes: typed(settings.awayMinutes),
		silentMinutes: typed(settings.silentMinutes),
		waitingMost: typed(settings.waitingMost),
		keptParameters: settings.keptParameters.join('\n'),
	};
}

/* What is sent of the fields that were changed. */
export function changeOf(
	fields: Fields,
	names: readonly (keyof Fields)[],
	{ version }: TenantSettings,
): TenantSettingsChange {
	const all: Required<Omit<TenantSettingsChange, 'version'>> = {
		name: fields.name.trim(),
		timeZone: fields.timeZone,
		awayMinutes: limitOf(fields.awayMinutes),
		silentMinutes: limitOf(fields.silentMinutes),
		waitingMost: limitOf(fields.waitingMost),
		keptParameters: linesOf(fields.keptParameters),
	};
	const isNamed = ([name]: [string, unknown]) => names.includes(name as keyof Fields);
	return { version, ...Object.fromEntries(Object.entries(all).filter(isNamed)) };
}

/* The zones that this browser knows, and the one that is set. */
export function zonesWith(chosen: string): string[] {
	const known = Intl.supportedValuesOf('timeZone');
	return [...new Set(['UTC', ...known, chosen])].sort();
}

export function embedLine(settings: TenantSettings): string {
	return `<script src="${settings.scriptUrl}" data-tenant-id="${settings.id}" async></script>`;
}
