/* Light, dark, or as the system has it: one button that goes round. */
import { ActionIcon, type MantineColorScheme, Tooltip, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun, SunMoon } from 'lucide-react';
import { texts } from './texts';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = {
	auto: 'light',
	light: 'dark',
	dark: 'auto',
};
const ICONS = { auto: SunMoon, light: Sun, dark: Moon };

export function useScheme() {
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return {
		label: texts().header.scheme[colorScheme],
		Icon: ICONS[colorScheme],
		goOn: () => setColorScheme(NEXT[colorScheme]),
	};
}

export function SchemeToggle() {
	const { label, Icon, goOn } = useScheme();
	return (
		<Tooltip label={label}>
			<ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={goOn}>
				<Icon size={19} />
			</ActionIcon>
		</Tooltip>
	);
}
