/* A message's text with its web addresses as links. Anything else stays the text that it is. */
import { splitLinks } from '../links';
import { texts } from '../texts';

export function LinkedText({ text }: { text: string }) {
	return splitLinks(text).map((part, index) =>
		part.href ? (
			<a
				key={index}
				href={part.href}
				target="_blank"
				rel="noopener noreferrer nofollow ugc"
				title={texts().visitor.newTab}
			>
				{part.text}
			</a>
		) : (
			part.text
		),
	);
}
