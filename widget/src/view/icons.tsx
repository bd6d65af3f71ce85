// The line icons, drawn as SVG elements: no pictures to load, no markup to parse.
import type { JSX } from "preact";

function icon(path: string, className = "icon") {
	return function Icon(): JSX.Element {
		return (
			<svg class={className} viewBox="0 0 24 24" aria-hidden="true">
				<path d={path} />
			</svg>
		);
	};
}

export const Minimise = icon("M6 9l6 6 6-6");
export const More = icon("M12 5.5v.01M12 12v.01M12 18.5v.01", "icon dots");
export const Send = icon("M12 19V5M5.5 11.5L12 5l6.5 6.5");
export const Down = icon("M12 5v14M5.5 12.5L12 19l6.5-6.5");
export const Back = icon("M19 12H5M11.5 5.5L5 12l6.5 6.5");
export const Earlier = icon("M4 5v4.5h4.5M4.6 9.5A8.5 8.5 0 1 1 3.5 13M12 8v4.5l3 1.8");
export const Talk = icon("M21 11.5a8.4 8.4 0 0 1-12.3 7.4L3 21l2.1-5.7A8.4 8.4 0 1 1 21 11.5z");
export const Clock = icon("M12 7v5.2l3.2 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "icon tick");
export const Tick = icon("M5 12.5l4.5 4.5L19 7.5", "icon tick");
export const Ticks = icon("M2 12.5L6.5 17 16 7.5M12 16l1 1L22.5 7.5", "icon tick");
export const Alert = icon("M12 7.5v5.2M12 16.4v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z");
const SPEAKER = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4z";
export const Sound = icon(`${SPEAKER}M16 9a4.2 4.2 0 0 1 0 6M18.6 6.4a8 8 0 0 1 0 11.2`);
export const Silence = icon(`${SPEAKER}M16.5 9.5l5 5M21.5 9.5l-5 5`);
export const Leave = icon("M6 6l12 12M18 6L6 18");
