// The top of what is shown: the way back, and what it is. Whoever comes here by keyboard begins here.
import { useEffect, useRef } from "preact/hooks";
import { Back } from "../view/icons";

interface BarProps {
	title: string;
	back: string;
	onBack(): void;
}

export function Bar({ title, back, onBack }: BarProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus(), []);
	return (
		<div class="earlier-bar">
			<button type="button" class="earlier-back" aria-label={back} onClick={onBack}>
				<Back />
			</button>
			<h3 ref={heading} tabIndex={-1}>
				{title}
			</h3>
		</div>
	);
}
