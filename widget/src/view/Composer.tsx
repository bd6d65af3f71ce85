// Where the visitor writes: Enter sends, Shift+Enter breaks the line, the field grows with its
// text.
import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "./context";
import { Send } from "./icons";

const MOST_BYTES = 16_000;
const WARN_BYTES = 14_000;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function Counter({ left }: { left: number }) {
	const { locale } = useDesk();
	const key = left < 0 ? "tooLong" : "charactersLeft";
	return (
		<div class={left < 0 ? "counter over" : "counter"} role="status">
			{locale.text(key, { count: Math.abs(left) })}
		</div>
	);
}

// Height by the text itself: set through the object model, as a strict policy allows.
function fit(field: HTMLTextAreaElement): void {
	field.style.height = "auto";
	field.style.height = `${field.scrollHeight}px`;
}

function useDraft() {
	const { conversation, draft } = useDesk();
	const [text, setText] = useState(draft.text);
	const field = useRef<HTMLTextAreaElement>(null);
	const left = MOST_BYTES - bytesOf(text.trim());
	const canSend = text.trim() !== "" && left >= 0;
	useEffect(() => fit(field.current!), [text]);

	const change = (next: string) => {
		draft.text = next;
		setText(next);
		conversation.setTyping(next.trim() !== "");
	};
	const send = () => {
		if (!canSend) return;
		conversation.send(text.trim());
		change("");
		field.current!.focus();
	};
	return { text, field, left, canSend, change, send };
}

export function Composer() {
	const { locale } = useDesk();
	const { text, field, left, canSend, change, send } = useDraft();
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		send();
	};
	return (
		<div class="composer">
			{MOST_BYTES - left > WARN_BYTES && <Counter left={left} />}
			<div class="writing">
				<textarea
					ref={field}
					rows={1}
					dir={text ? "auto" : locale.direction}
					value={text}
					placeholder={locale.text("composeHint")}
					aria-label={locale.text("compose")}
					enterkeyhint="send"
					onInput={(event) => change(event.currentTarget.value)}
					onKeyDown={onKeyDown}
				/>
				<button
					type="button"
					class="send"
					aria-label={locale.text("send")}
					disabled={!canSend}
					onClick={send}
				>
					<Send />
				</button>
			</div>
		</div>
	);
}
