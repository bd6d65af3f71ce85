// What keys mean where people write.

type Key = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

/** An input method has the key: an Enter or an Escape is its own. The last one of a composition comes
 * after its end in Safari, and is told by its code alone. */
export function isComposing({ isComposing, keyCode }: Pick<Key, "isComposing" | "keyCode">): boolean {
	return isComposing || keyCode === 229;
}

/** Enter sends, Shift+Enter breaks the line. */
export function isSendKey(event: Key): boolean {
	return event.key === "Enter" && !event.shiftKey && !isComposing(event);
}
