// A text with what can be opened made clickable, each paragraph in the direction of its own letters.
import { useMemo } from "preact/hooks";
import { splitLinks } from "../../../proto/client/links";

function Opener({ text, href }: { text: string; href: string }) {
	const isPage = href.startsWith("http");
	const elsewhere = isPage ? { target: "_blank", rel: "noopener noreferrer nofollow ugc" } : {};
	return (
		<a href={href} dir="ltr" {...elsewhere}>
			{text}
		</a>
	);
}

export function Linked({ text }: { text: string }) {
	const pieces = useMemo(() => splitLinks(text), [text]);
	return (
		<div class="paragraphs" dir="auto">
			{pieces.map(({ text: part, href }) =>
				href ? <Opener text={part} href={href} /> : <span>{part}</span>,
			)}
		</div>
	);
}
