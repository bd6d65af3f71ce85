/*
 * Whether a dialog is open. One that is loaded when it is first wanted stays in the document from then
 * on: it closes as it opened, and the focus goes back to where it came from.
 */
import { useRef, useState } from 'react';

export function useOpened() {
	const [isOpen, setOpen] = useState(false);
	const wasOpen = useRef(false);
	if (isOpen) wasOpen.current = true;
	return {
		isOpen,
		isWanted: wasOpen.current,
		open: () => setOpen(true),
		close: () => setOpen(false),
	};
}
