/* A QR code (ISO/IEC 18004), dark on light in either scheme: that is what cameras look for. */
import { useMemo } from 'react';
import { encode } from 'uqr';
import classes from './QrCode.module.css';

/* The light frame that readers want around it, in modules. */
const BORDER = 4;

function draw(text: string): { size: number; path: string } {
	const { size, data } = encode(text, { ecc: 'M', border: BORDER });
	const modules = data.flatMap((row, y) =>
		row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
	);
	return { size, path: modules.join('') };
}

export function QrCode({ text, label }: { text: string; label: string }) {
	const { size, path } = useMemo(() => draw(text), [text]);
	return (
		<svg
			className={classes.code}
			viewBox={`0 0 ${size} ${size}`}
			shapeRendering="crispEdges"
			role="img"
			aria-label={label}
		>
			<path d={path} />
		</svg>
	);
}
