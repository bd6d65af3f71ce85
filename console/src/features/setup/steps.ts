/* What a desk needs before it is of use, and whether it is there. */
import type { SetupChecklist } from '../../api/types';
import { SETTINGS_PATH } from '../../ui/addresses';

export interface Step {
	name: 'widget' | 'colleague' | 'mail' | 'webhook';
	href: string;
	isDone: boolean;
	/** Nobody is reminded of it. */
	isOptional?: boolean;
}

export function stepsOf(list: SetupChecklist): Step[] {
	return [
		{ name: 'widget', href: `${SETTINGS_PATH}/origins`, isDone: list.seenOrigin !== undefined },
		{
			name: 'colleague',
			href: `${SETTINGS_PATH}/agents`,
			isDone: list.colleagues > 0 || list.invited > 0,
		},
		{ name: 'mail', href: `${SETTINGS_PATH}/mail`, isDone: list.mailSentAt !== undefined },
		{ name: 'webhook', href: `${SETTINGS_PATH}/webhooks`, isDone: list.webhooks > 0, isOptional: true },
	];
}

export function progressOf(list: SetupChecklist): { done: number; all: number } {
	const needed = stepsOf(list).filter(({ isOptional }) => !isOptional);
	return { done: needed.filter(({ isDone }) => isDone).length, all: needed.length };
}

export function isComplete(list: SetupChecklist): boolean {
	const { done, all } = progressOf(list);
	return done === all;
}
