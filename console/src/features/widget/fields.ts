/* The configuration as its form has it: numbers as they are typed. */
import type { ChatWidgetConfig, ChatWidgetConfigChange } from '../../api/types';

type Typed = 'offsetX' | 'offsetY' | 'autoOpenDelaySeconds';
type Chosen =
	| 'primaryColor'
	| 'secondaryColor'
	| 'colorScheme'
	| 'headerText'
	| 'greetingMessage'
	| 'offlineMessage'
	| 'position'
	| 'showAgentTyping'
	| 'showReadReceipts';

/* An empty delay: never. */
export type Fields = Pick<ChatWidgetConfig, Chosen> & Record<Typed, string>;

export function fieldsOf(config: ChatWidgetConfig): Fields {
	const { primaryColor, secondaryColor, colorScheme, headerText, greetingMessage, offlineMessage } = config;
	const { position, offsetX, offsetY, autoOpenDelaySeconds, showAgentTyping, showReadReceipts } = config;
	return {
		primaryColor,
		secondaryColor,
		colorScheme,
		headerText,
		greetingMessage,
		offlineMessage,
		position,
		offsetX: String(offsetX),
		offsetY: String(offsetY),
		autoOpenDelaySeconds: autoOpenDelaySeconds === undefined ? '' : String(autoOpenDelaySeconds),
		showAgentTyping,
		showReadReceipts,
	};
}

/* What is sent of the fields that were changed. */
export function changeOf(
	fields: Fields,
	names: readonly (keyof Fields)[],
	{ updatedAt }: ChatWidgetConfig,
): ChatWidgetConfigChange {
	const delay = fields.autoOpenDelaySeconds.trim();
	const all = {
		...fields,
		offsetX: Number(fields.offsetX),
		offsetY: Number(fields.offsetY),
		autoOpenDelaySeconds: delay === '' ? null : Number(delay),
	};
	return { updatedAt, ...Object.fromEntries(names.map((name) => [name, all[name]])) };
}

/* How the preview has it: its window open, open while nobody is online, or only its bubble. */
export type Seen = 'open' | 'away' | 'closed';

/* What the widget would be told, were the form saved, on a page that shows it, in the words of the form. */
export function previewOf(config: ChatWidgetConfig, fields: Fields, seen: Seen): ChatWidgetConfig {
	const names = Object.keys(fields) as (keyof Fields)[];
	return {
		...config,
		...(changeOf(fields, names, config) as Partial<ChatWidgetConfig>),
		hiddenPaths: [],
		hiddenDevices: 'none',
		proactiveMessages: [],
		languages: undefined,
		isOpen: true,
		agentsOnline: seen !== 'away',
		autoOpenDelaySeconds: seen === 'closed' ? undefined : 0,
	};
}
