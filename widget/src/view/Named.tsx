// A sentence about somebody, whose name keeps its direction to itself.
import type { TextKey } from "../locale/locale";
import { useDesk } from "./context";

const MARK = "\u0000"; // where the name stands

interface NamedProps {
	text: TextKey;
	/** The place of the name in the text. */
	place: string;
	name: string;
}

export function Named({ text, place, name }: NamedProps) {
	const { locale } = useDesk();
	const [before, after] = locale.text(text, { [place]: MARK }).split(MARK);
	return (
		<span key={text + name}>
			<span>{before}</span>
			<bdi>{name}</bdi>
			<span>{after}</span>
		</span>
	);
}
