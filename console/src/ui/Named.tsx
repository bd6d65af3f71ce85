/* A sentence about somebody, whose name keeps its direction to itself. */
const MARK = '\u0000';

interface Props {
	sentence: (name: string) => string;
	name: string;
}

export function Named({ sentence, name }: Props) {
	return sentence(MARK)
		.split(MARK)
		.map((part, index) => (
			<span key={index}>
				{index > 0 && <bdi>{name}</bdi>}
				{part}
			</span>
		));
}
