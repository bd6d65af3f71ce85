/* What puts the chat on the shop's pages, for each way in which pages are made. */
import { Anchor, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AppLink } from '../../../ui/AppLink';
import { SETTINGS_PATH } from '../../../ui/addresses';
import { CopyField } from '../../../ui/CopyField';
import { Section } from '../../../ui/Section';
import { deskOptions } from '../api';
import { type PlaceName, PLACES, RECIPES } from '../recipes';
import { texts } from '../texts';

export function EmbedRecipes() {
	const { embed: words } = texts().widget;
	const desk = useQuery(deskOptions);
	const [place, setPlace] = useState<PlaceName>('page');
	if (!desk.data) return null;
	return (
		<Section title={words.title} text={words.text}>
			<Stack gap="sm">
				<NativeSelect
					label={words.place}
					data={PLACES.map((value) => ({ value, label: words.places[value] }))}
					value={place}
					onChange={(event) => setPlace(event.currentTarget.value as PlaceName)}
				/>
				<Text size="sm">{words.steps[place]}</Text>
				<CopyField value={RECIPES[place](desk.data)} label={words.title} />
				<Text size="sm">{words.allowed}</Text>
				<Anchor component={AppLink} href={`${SETTINGS_PATH}/origins`} size="sm">
					{words.origins}
				</Anchor>
			</Stack>
		</Section>
	);
}
