// The whole of what the app draws: the window while open; while closed at most a message's preview.
import { useState } from "preact/hooks";
import { Boundary } from "./Boundary";
import { ChatWindow } from "./ChatWindow";
import { DeskProvider, useDesk, type Desk } from "./context";
import { Preview } from "./Preview";

export type Opening = "closed" | "open" | "closing";

interface ChatWidgetProps {
	desk: Desk;
	opening: Opening;
	onOpen(): void;
	onClose(): void;
}

interface TeaserProps {
	dismissed: string | undefined;
	onOpen(): void;
	onDismiss(id: string): void;
}

// The place is there before what is said in it.
function Teaser({ dismissed, onOpen, onDismiss }: TeaserProps) {
	const { conversation } = useDesk();
	const news = conversation.unread().pop();
	return (
		<div role="status">
			{news && news.id !== dismissed && (
				<Preview entry={news} onOpen={onOpen} onDismiss={() => onDismiss(news.id)} />
			)}
		</div>
	);
}

export function ChatWidget({ desk, opening, onOpen, onClose }: ChatWidgetProps) {
	const [dismissed, setDismissed] = useState<string | undefined>(undefined);
	return (
		<DeskProvider value={desk}>
			<Boundary>
				{opening === "closed" ? (
					<Teaser dismissed={dismissed} onOpen={onOpen} onDismiss={setDismissed} />
				) : (
					<ChatWindow isClosing={opening === "closing"} onClose={onClose} />
				)}
			</Boundary>
		</DeskProvider>
	);
}
