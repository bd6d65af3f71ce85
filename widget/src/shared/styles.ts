// Stylesheets in the shadow root: no element, since a strict policy refuses those. Where an engine
// knows no other way (Safari before 16.4), a <style> with the nonce of the page's script.

export function addStyles(root: ShadowRoot, css: string, nonce?: string): void {
	try {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(css);
		root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
	} catch {
		const style = document.createElement("style");
		style.nonce = nonce ?? root.querySelector("style")?.nonce ?? "";
		style.textContent = css;
		root.prepend(style);
	}
}
