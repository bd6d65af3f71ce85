// A sentence about somebody, whose name keeps its direction to itself.
interface NamedProps {
	text: string;
	name: string;
}

export function Named({ text, name }: NamedProps) {
	const [before, after] = text.split(/\{\w+\}/);
	return (
		<span key={text + name}>
			<span>{before}</span>
			<bdi>{name}</bdi>
			<span>{after}</span>
		</span>
	);
}
