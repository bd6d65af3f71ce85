// The whole of what the app draws: nothing while closed, the window while open.
import { ChatWindow } from "./ChatWindow";
import { DeskProvider, type Desk } from "./context";

export type Opening = "closed" | "open" | "closing";

interface ChatWidgetProps {
	desk: Desk;
	opening: Opening;
	onClose(): void;
}

export function ChatWidget({ desk, opening, onClose }: ChatWidgetProps) {
	if (opening === "closed") return null;
	return (
		<DeskProvider value={desk}>
			<ChatWindow isClosing={opening === "closing"} onClose={onClose} />
		</DeskProvider>
	);
}
