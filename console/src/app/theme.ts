/* Colours and defaults of every Mantine component: a calm green desk, quiet neutrals. */
import { createTheme, localStorageColorSchemeManager } from '@mantine/core';
import { SCHEME_KEY } from './schemeKey';

export const colorSchemeManager = localStorageColorSchemeManager({ key: SCHEME_KEY });

export const theme = createTheme({
	primaryColor: 'desk',
	primaryShade: { light: 7, dark: 6 },
	fontFamily:
		'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
	fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
	defaultRadius: 'md',
	cursorType: 'pointer',
	respectReducedMotion: true,
	focusRing: 'auto',
	headings: { fontWeight: '650' },
	colors: {
		desk: [
			'#eef7f2',
			'#dcede3',
			'#b6dac6',
			'#8cc5a6',
			'#66b089',
			'#469a71',
			'#2f8059',
			'#256a4a',
			'#1f563d',
			'#173f2e',
		],
		danger: [
			'#fdf1ef',
			'#fbdeda',
			'#f5bab3',
			'#ee948a',
			'#e8736a',
			'#dc5047',
			'#c0352a',
			'#b42318',
			'#961c13',
			'#7a150e',
		],
		dark: [
			'#e4eae7',
			'#c3ccc7',
			'#a1ada7',
			'#7c8982',
			'#3d4742',
			'#2e3632',
			'#232a26',
			'#181d1a',
			'#121614',
			'#0c0f0d',
		],
	},
	components: {
		Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
		Menu: { defaultProps: { shadow: 'md', radius: 'md' } },
		// Without a role a name is not read: what is labelled says that something loads.
		Loader: { defaultProps: { role: 'status' } },
	},
});
