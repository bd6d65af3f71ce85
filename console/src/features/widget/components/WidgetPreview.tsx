/* The widget as the form says, on a page of its own: the real one, to be looked at. */
import { SegmentedControl, Stack, useComputedColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type SyntheticEvent, useEffect, useState } from 'react';
import type { ChatWidgetConfig } from '../../../api/types';
import { language } from '../../../ui/language';
import { type Fields, previewOf, type Seen } from '../fields';
import { Preview } from '../preview';
import { texts } from '../texts';
import classes from './WidgetPreview.module.css';

/* While somebody types it is not drawn at every letter. */
const SETTLED_MS = 300;
const GROUNDS = { light: '#ffffff', dark: '#1b1e1d' };

interface Props {
	config: ChatWidgetConfig;
	fields: Fields;
}

function usePreview(config: ChatWidgetConfig, ground: string) {
	const [preview, setPreview] = useState<Preview>();
	/* By value: what was typed and taken back is nothing new. */
	const [wanted] = useDebouncedValue(JSON.stringify(config), SETTLED_MS);
	useEffect(() => preview?.show(JSON.parse(wanted) as ChatWidgetConfig), [preview, wanted]);
	useEffect(() => preview?.paint(ground), [preview, ground]);
	return ({ currentTarget }: SyntheticEvent<HTMLIFrameElement>) => {
		const page = currentTarget.contentWindow;
		if (page) setPreview(new Preview(page, config, language));
	};
}

export function WidgetPreview({ config, fields }: Props) {
	const { widget: words } = texts();
	const [seen, setSeen] = useState<Seen>('open');
	const scheme = useComputedColorScheme();
	const begin = usePreview(previewOf(config, fields, seen), GROUNDS[scheme]);
	return (
		<Stack gap="xs" className={classes.preview}>
			<SegmentedControl
				fullWidth
				size="xs"
				aria-label={words.preview}
				data={Object.entries(words.seen).map(([value, label]) => ({ value, label }))}
				value={seen}
				onChange={(value) => setSeen(value as Seen)}
			/>
			<div className={classes.stage} role="img" aria-label={words.preview}>
				<iframe title={words.preview} srcDoc=" " inert onLoad={begin} />
			</div>
		</Stack>
	);
}
