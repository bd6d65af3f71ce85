/* While a dialog or menu is open the keys are its own. */
export function unlessCovered(act: () => void): () => void {
	return () => {
		if (document.querySelector('[role="dialog"], [role="menu"]')) return;
		act();
	};
}
