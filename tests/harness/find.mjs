// Elements as a person names them: by role and name, by a text, by a label, or by a selector; within open
// shadow roots, too. Runs in the page, by its source: nothing of this module is there.

/** `steps`, each within what the one before found: {css}, {role, name}, {text}, {label}. Texts match a part. */
export function find(steps) {
	const ROLES = {
		button: 'button, [role=button]',
		dialog: 'dialog, [role=dialog]',
		heading: 'h1, h2, h3, h4, h5, h6, [role=heading]',
		link: 'a[href], [role=link]',
		log: '[role=log]',
		textbox: 'textarea, input:not([type]), input[type=text], input[type=email], [role=textbox]',
	};
	const all = root => [...root.querySelectorAll('*')].flatMap(each => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
	const under = node => [...(node.shadowRoot ? all(node.shadowRoot) : []), ...all(node)];
	const plain = text => (text ?? '').replace(/\s+/g, ' ').trim().toLowerCase();
	const holds = (text, part) => plain(text).includes(plain(part));
	const texts = ids => ids.split(' ').map(id => document.getElementById(id)?.textContent).join(' ');
	const labelled = each => each.getAttribute('aria-labelledby');
	const nameOf = each => each.getAttribute('aria-label') ?? (labelled(each) && texts(labelled(each))) ?? each.labels?.[0]?.textContent ?? each.textContent;
	const isNamed = (each, name) => name == null || holds(nameOf(each), name);
	const isText = each => !['SCRIPT', 'STYLE'].includes(each.tagName);
	const says = (each, text) => isText(each) && holds(each.textContent, text) && ![...each.children].some(child => holds(child.textContent, text));
	const fits = (each, { css, role, name, text, label }) => {
		if (css) return each.matches(css);
		if (role) return each.matches(ROLES[role]) && isNamed(each, name);
		if (text) return says(each, text);
		return each.matches('input, textarea, select') && holds(nameOf(each), label);
	};
	return steps.reduce((found, step) => [...new Set(found.flatMap(under))].filter(each => fits(each, step)), [document]);
}

/** Of the first of them that can be seen: its place, its middle, whether a click there would meet it, and whether
 *  something moves it. */
export function firstSeen(found) {
	const element = found.find(each => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0);
	if (!element) return null;
	element.scrollIntoView({ block: 'nearest' });
	const { x, y, width, height } = element.getBoundingClientRect();
	const middle = [Math.floor(x + width / 2), Math.floor(y + height / 2)];
	const deepest = root => {
		const met = root.elementFromPoint(...middle);
		return met?.shadowRoot && met.shadowRoot !== root ? (deepest(met.shadowRoot) ?? met) : met;
	};
	const moved = [];
	for (let each = element; each; each = each.parentNode ?? each.host) moved.push(...(each.getAnimations?.() ?? []));
	const isMoved = moved.some(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
	return { isMoved, at: [x, y, width, height].join(' '), middle, isMet: element.contains(deepest(document)) };
}

/** The same, by `firstSeen`, once two frames have left it where it was; null while it moves. */
export async function atRest([found, firstSeen]) {
	const before = firstSeen(found);
	await new Promise(later => {
		requestAnimationFrame(() => requestAnimationFrame(later));
		setTimeout(later, 500); // a page that nobody sees has no frames
	});
	const now = firstSeen(found);
	return now?.at === before?.at && !now?.isMoved ? now : null;
}
