/* That the desk opens or closes is heard: what shows it is read again. */
import { useEffect } from 'react';
import { useLine } from '../../live/LineProvider';
import { hoursOptions } from './api';

export function useLiveHours(): void {
	const line = useLine();
	useEffect(() => {
		const read = () => void line.rereader.read(hoursOptions.queryKey);
		return line.join({
			heard: (frame) => {
				if (frame.type === 'config') read();
			},
			opened: (isAgain) => {
				if (isAgain) read();
			},
			lost: () => {},
			positions: () => [],
		});
	}, [line]);
}
