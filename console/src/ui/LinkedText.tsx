/* A message's text with what can be opened in it as links. Anything else stays the text that it is. */
import { useMemo } from 'react';
import { splitLinks } from '../../../proto/client/links';
import { texts } from './texts';

function Opener({ text, href }: { text: string; href: string }) {
	const isPage = href.startsWith('http');
	const elsewhere = { target: '_blank', rel: 'noopener noreferrer nofollow ugc' };
	return (
		<a
			href={href}
			dir="ltr"
			{...(isPage ? { ...elsewhere, title: texts().app.newTab } : {})}
		>
			{text}
		</a>
	);
}

export function LinkedText({ text }: { text: string }) {
	const pieces = useMemo(() => splitLinks(text), [text]);
	return pieces.map(({ text: part, href }, index) =>
		href ? <Opener key={index} text={part} href={href} /> : part,
	);
}
