/* A link within the console: a plain click stays in the page, every other one is the browser's. */
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { navigate } from './place';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
	href: string;
}

function isPlain(event: MouseEvent): boolean {
	return (
		event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
	);
}

export function AppLink({ href, ...rest }: Props) {
	function onClick(event: MouseEvent): void {
		if (!isPlain(event)) return;
		event.preventDefault();
		navigate(href);
	}
	return <a href={href} onClick={onClick} {...rest} />;
}
