/*
 * The nonce that this page's policy lets style elements through with. Browsers hide the attribute
 * from selectors' values and from getAttribute, but the property tells it.
 */
import { setNonce } from 'get-nonce';

function readNonce(): string {
	const script = document.querySelector<HTMLScriptElement>('script[nonce]');
	return script?.nonce ?? '';
}

export const pageNonce = readNonce();

/* The scroll lock behind dialogs writes a style element of its own and asks there. */
setNonce(pageNonce);
