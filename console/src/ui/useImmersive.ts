/* On a phone a page may want the whole screen: the shell's header then gives way. */
import { useEffect } from 'react';

export function useImmersive(isImmersive: boolean): void {
	useEffect(() => {
		document.documentElement.toggleAttribute('data-immersive', isImmersive);
		return () => document.documentElement.removeAttribute('data-immersive');
	}, [isImmersive]);
}
