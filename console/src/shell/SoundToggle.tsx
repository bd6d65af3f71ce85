/* Sound on and off, and that the browser does not play it yet, where that is so. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Volume1, Volume2, VolumeX } from 'lucide-react';
import { useLine } from '../live/LineProvider';
import { useStore } from '../ui/store';
import { texts } from './texts';

export type Sound = 'on' | 'waiting' | 'off';

export const SOUND_ICONS = { on: Volume2, waiting: Volume1, off: VolumeX };

/* A click on the page is what a sound that is kept back waits for: it only makes it heard. */
export function useSound() {
	const { alerts } = useLine();
	const isOn = useStore(alerts.sound);
	const isAudible = useStore(alerts.isAudible);
	const sound: Sound = !isOn ? 'off' : isAudible ? 'on' : 'waiting';
	const words = texts().header;
	const labels = { on: words.soundOn, waiting: words.soundWaits, off: words.soundOff };
	return { sound, label: labels[sound], toggle: () => alerts.setSound(sound !== 'on') };
}

export function SoundToggle() {
	const { sound, label, toggle } = useSound();
	const Icon = SOUND_ICONS[sound];
	return (
		<Tooltip label={label}>
			<ActionIcon
				variant="subtle"
				color={sound === 'waiting' ? 'orange' : 'gray'}
				size="lg"
				aria-label={label}
				aria-pressed={sound !== 'off'}
				onClick={toggle}
			>
				<Icon size={19} />
			</ActionIcon>
		</Tooltip>
	);
}
