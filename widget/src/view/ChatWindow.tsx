// The window: header, thread, and what stands below it.
import { useRef, useState } from "preact/hooks";
import { isComposing } from "../../../proto/client/keyboard";
import { ByNeed } from "./ByNeed";
import { Composer } from "./Composer";
import { useDesk } from "./context";
import { EarlierChats } from "./EarlierChats";
import { Ended, EndQuestion } from "./EndPanel";
import { Header } from "./Header";
import { MessageList } from "./MessageList";
import { Notice } from "./Notice";
import { isLeaving } from "./useKnown";
import { useRefocus } from "./useRefocus";

interface ChatWindowProps {
	isClosing: boolean;
	onClose(): void;
}

// The conversation that goes on, or is over.
function Current({ isEnding, onStay }: { isEnding: boolean; onStay(): void }) {
	const desk = useDesk();
	const { conversation, config } = desk;
	const isOver = conversation.isEnded || conversation.isSignedOut;
	return (
		<>
			<Notice />
			<MessageList />
			{conversation.isEnded && config.hasSurveys && (
				<ByNeed key={conversation.durable.session().token} file={SURVEY_FILE} />
			)}
			<div role="status">{isOver && <Ended />}</div>
			{!isOver && isEnding && <EndQuestion onDone={onStay} />}
			{!isOver && !isEnding && !isLeaving(desk) && <Composer />}
		</>
	);
}

export function ChatWindow({ isClosing, onClose }: ChatWindowProps) {
	const { conversation, locale } = useDesk();
	const [isEnding, setEnding] = useState(false);
	const [earlierOf, setEarlierOf] = useState<number | undefined>(undefined);
	const { era } = conversation.durable;
	const isEarlier = earlierOf === era; // of this person, not of the one before
	const isOver = conversation.isEnded || conversation.isSignedOut;
	const section = useRef<HTMLElement>(null);
	useRefocus(section, "textarea", `${isOver} ${isEnding} ${isEarlier}`);
	const end = () => {
		setEarlierOf(undefined);
		setEnding(true);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || isComposing(event)) return;
		event.stopPropagation();
		if (isEarlier) setEarlierOf(undefined);
		else if (isEnding) setEnding(false);
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
			<Header onClose={onClose} onEnd={end} onEarlier={() => setEarlierOf(era)} />
			{isEarlier ? (
				<EarlierChats key={conversation.durable.session().token} onLeave={() => setEarlierOf(undefined)} />
			) : (
				<Current isEnding={isEnding} onStay={() => setEnding(false)} />
			)}
		</section>
	);
}
