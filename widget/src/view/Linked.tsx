// A text with its links made clickable.
import { splitLinks } from "../app/links";

export function Linked({ text }: { text: string }) {
	return (
		<>
			{splitLinks(text).map(({ text: part, href }) =>
				href ? (
					<a href={href} target="_blank" rel="noopener noreferrer nofollow">
						{part}
					</a>
				) : (
					part
				),
			)}
		</>
	);
}
