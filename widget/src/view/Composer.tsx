// Where the visitor writes: Enter sends, Shift+Enter breaks the line, the field grows with its
// text.
import { useEffect, useRef, useState } from "preact/hooks";
import { isSendKey } from "../../../proto/client/keyboard";
import { charactersLeft, textToSend } from "../../../proto/client/limits";
import { useDesk } from "./context";
import { Send } from "./icons";
import { useAtRest } from "./useAtRest";
import { Words } from "./Words";

// Seen at every key, said once one stops.
function Counter({ left }: { left: number | undefined }) {
	const { locale } = useDesk();
	const isOver = left !== undefined && left < 0;
	const key = isOver ? "tooLong" : "charactersLeft";
	const text = left === undefined ? "" : locale.text(key, { count: Math.abs(left) });
	const said = useAtRest(text);
	return (
		<>
			{text && (
				<div class={isOver ? "counter over" : "counter"} aria-hidden="true">
					<Words>{text}</Words>
				</div>
			)}
			<div class="hidden" role="status">
				<Words>{said}</Words>
			</div>
		</>
	);
}

// Height by the text itself: set through the object model, as a strict policy allows. Without a text it is the
// stylesheet's: to ask for it lays the window out twice more.
function fit(field: HTMLTextAreaElement, text: string): void {
	field.style.height = text && "auto";
	if (text) field.style.height = `${field.scrollHeight}px`;
}

function useDraft() {
	const { conversation, visit } = useDesk();
	const { draft } = conversation;
	const { text } = draft;
	const [, setChanges] = useState(0);
	const field = useRef<HTMLTextAreaElement>(null);
	const content = textToSend(text);
	useEffect(() => fit(field.current!, text), [text]);

	const change = (next: string) => {
		draft.text = next;
		setChanges((count) => count + 1);
		if (next) visit.opened();
		conversation.setTyping(next.trim() !== "");
	};
	const send = () => {
		if (!content) return;
		conversation.send(content);
		change("");
		field.current!.focus();
	};
	return { text, field, canSend: !!content, change, send };
}

export function Composer() {
	const { locale } = useDesk();
	const { text, field, canSend, change, send } = useDraft();
	const onKeyDown = (event: KeyboardEvent) => {
		if (!isSendKey(event)) return;
		event.preventDefault();
		send();
	};
	return (
		<div class="composer">
			<Counter left={charactersLeft(text)} />
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
