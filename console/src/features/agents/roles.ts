/* What colleagues may be, for forms. */
import { texts } from './texts';

export const ROLES = ['agent', 'supervisor', 'admin'] as const;

export function roleChoices() {
	const { roles } = texts().agents;
	return ROLES.map((value) => ({ value, label: roles[value] }));
}
