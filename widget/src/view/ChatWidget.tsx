// The whole of what the app draws: the window while open; while closed at most a message's preview.
import { useState } from "preact/hooks";
import { Boundary } from "./Boundary";
import { ChatWindow } from "./ChatWindow";
import { DeskProvider, useDesk, type Desk } from "./context";
import { Preview } from "./Preview";
import { greetsAway } from "./presence";
import { knownOf } from "./useKnown";
import { useNameOf } from "./useNameOf";

export type Opening = "closed" | "open" | "closing";

interface ChatWidgetProps {
	desk: Desk;
	opening: Opening;
	/** The window would open by itself, where it does not cover the page. */
	isInviting: boolean;
	onOpen(): void;
	onClose(): void;
	/** The visitor does not follow the invitation. */
	onRefuse(): void;
}

type TeaserProps = Pick<ChatWidgetProps, "isInviting" | "onOpen" | "onRefuse">;

/** What is shown above the bubble: the newest unread message, or the greeting. */
function useTeaser(isInviting: boolean) {
	const desk = useDesk();
	const { conversation, config } = desk;
	const news = conversation.unread().pop();
	const name = useNameOf(news?.senderId);
	const [dismissed, setDismissed] = useState<string | undefined>(undefined);
	if (news && news.id !== dismissed)
		return { id: news.id, name, text: news.content, dismiss: () => setDismissed(news.id) };
	if (!isInviting) return undefined;
	const text = greetsAway(knownOf(desk)) ? config.offlineMessage : config.greetingMessage;
	return { id: "greeting", name: config.headerText, text };
}

// The place is there before what is said in it.
function Teaser({ isInviting, onOpen, onRefuse }: TeaserProps) {
	const teaser = useTeaser(isInviting);
	return (
		<div role="status">
			{teaser && (
				<Preview
					key={teaser.id}
					name={teaser.name}
					text={teaser.text}
					onOpen={onOpen}
					onDismiss={teaser.dismiss ?? onRefuse}
				/>
			)}
		</div>
	);
}

export function ChatWidget({ desk, opening, onClose, ...teaser }: ChatWidgetProps) {
	return (
		<DeskProvider value={desk}>
			<Boundary>
				{opening === "closed" ? (
					<Teaser {...teaser} />
				) : (
					<ChatWindow isClosing={opening === "closing"} onClose={onClose} />
				)}
			</Boundary>
		</DeskProvider>
	);
}
