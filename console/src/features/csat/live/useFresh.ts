/* Reads what is shown again when an answer came, and when the line is back, since one may have been missed. */
import { useEffect } from 'react';
import { useLine } from '../../../live/LineProvider';
import { CSAT } from '../api/metrics';

export function useFresh(): void {
	const line = useLine();
	useEffect(() => {
		const read = () => void line.rereader.read([CSAT]);
		return line.join({
			heard: ({ type }) => void (type === 'csat_changed' && read()),
			opened: (isAgain) => void (isAgain && read()),
			lost: () => {},
			positions: () => [],
		});
	}, [line]);
}
