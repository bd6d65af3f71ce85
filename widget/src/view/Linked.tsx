// A text with its links made clickable, in the direction of its own letters.
import { splitLinks } from "../app/links";

export function Linked({ text }: { text: string }) {
	return (
		<div dir="auto">
			{splitLinks(text).map(({ text: part, href }) =>
				href ? (
					<a href={href} target="_blank" rel="noopener noreferrer nofollow">
						{part}
					</a>
				) : (
					part
				),
			)}
		</div>
	);
}
