/* A link within the console: a plain click stays in the page, every other one is the browser's. */
import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { navigate } from './place';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
	href: string;
	ref?: Ref<HTMLAnchorElement>;
}

function isPlain(event: MouseEvent): boolean {
	return (
		event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
	);
}

export function AppLink({ href, onClick, ...rest }: Props) {
	function follow(event: MouseEvent<HTMLAnchorElement>): void {
		onClick?.(event);
		if (!isPlain(event)) return;
		event.preventDefault();
		navigate(href);
	}
	return <a href={href} onClick={follow} {...rest} />;
}
