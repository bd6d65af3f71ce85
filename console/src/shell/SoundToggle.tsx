/* Sound on and off. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Volume2, VolumeX } from 'lucide-react';
import { useStore } from '../ui/store';
import { useDesk } from '../features/chat/live/DeskProvider';
import { texts } from '../locale';

export function SoundToggle() {
	const { alerts } = useDesk();
	const isOn = useStore(alerts.sound);
	const label = isOn ? texts().header.soundOn : texts().header.soundOff;
	return (
		<Tooltip label={label}>
			<ActionIcon
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={label}
				aria-pressed={isOn}
				onClick={() => alerts.setSound(!isOn)}
			>
				{isOn ? <Volume2 size={19} /> : <VolumeX size={19} />}
			</ActionIcon>
		</Tooltip>
	);
}
