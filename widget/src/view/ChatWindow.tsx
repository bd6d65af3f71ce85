// The window: header, thread, and what stands below it.
import { useRef, useState } from "preact/hooks";
import { isComposing } from "../../../proto/client/keyboard";
import { Composer } from "./Composer";
import { useDesk } from "./context";
import { Ended, EndQuestion } from "./EndPanel";
import { Header } from "./Header";
import { MessageList } from "./MessageList";
import { Notice } from "./Notice";
import { useRefocus } from "./useRefocus";

interface ChatWindowProps {
	isClosing: boolean;
	onClose(): void;
}

export function ChatWindow({ isClosing, onClose }: ChatWindowProps) {
	const { conversation, locale } = useDesk();
	const [isEnding, setEnding] = useState(false);
	const isOver = conversation.isEnded || conversation.isSignedOut;
	const section = useRef<HTMLElement>(null);
	useRefocus(section, "textarea", `${isOver} ${isEnding}`);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || isComposing(event)) return;
		event.stopPropagation();
		if (isEnding) setEnding(false);
		else onClose();
	};
	return (
		<section
			ref={section}
			class={isClosing ? "window closing" : "window"}
			role="dialog"
			aria-labelledby="frontdesk-title"
			lang={locale.tag}
			dir={locale.direction}
			tabIndex={-1}
			onKeyDown={onKeyDown}
		>
			<Header onClose={onClose} onEnd={() => setEnding(true)} />
			<Notice />
			<MessageList />
			<div role="status">{isOver && <Ended />}</div>
			{!isOver && isEnding && <EndQuestion onDone={() => setEnding(false)} />}
			{!isOver && !isEnding && <Composer />}
		</section>
	);
}
