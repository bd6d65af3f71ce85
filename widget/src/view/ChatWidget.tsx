// The whole of what the app draws: the window while open; while closed at most a message's preview.
import { useState } from "preact/hooks";
import { ChatWindow } from "./ChatWindow";
import { DeskProvider, type Desk } from "./context";
import { Preview } from "./Preview";

export type Opening = "closed" | "open" | "closing";

interface ChatWidgetProps {
	desk: Desk;
	opening: Opening;
	onOpen(): void;
	onClose(): void;
}

export function ChatWidget({ desk, opening, onOpen, onClose }: ChatWidgetProps) {
	const [dismissed, setDismissed] = useState<string | undefined>(undefined);
	const news = opening === "closed" ? desk.conversation.unread().pop() : undefined;
	if (news && news.id !== dismissed)
		return (
			<DeskProvider value={desk}>
				<Preview entry={news} onOpen={onOpen} onDismiss={() => setDismissed(news.id)} />
			</DeskProvider>
		);
	if (opening === "closed") return null;
	return (
		<DeskProvider value={desk}>
			<ChatWindow isClosing={opening === "closing"} onClose={onClose} />
		</DeskProvider>
	);
}
