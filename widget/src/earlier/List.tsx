// The visitor's other conversations, newest first.
import { useEffect, useRef } from "preact/hooks";
import { withoutDirection } from "../../../proto/client/names";
import type { ChatSession } from "../shared/proto";
import { Talk } from "../view/icons";
import { Bar } from "./Bar";
import { useArchive } from "./context";
import { More } from "./More";
import type { Pages } from "./usePages";

interface ListProps {
	pages: Pages<ChatSession>;
	/** Those that have been read here. */
	seen: readonly string[];
	/** The one that was read just now. */
	lastId: string | undefined;
	onOpen(session: ChatSession): void;
}

function Note({ session, isSeen }: { session: ChatSession; isSeen: boolean }) {
	const { texts } = useArchive();
	const { assignedAgent, headSeq, unreadCount } = session;
	if (headSeq === 0) return <span>{texts.silent}</span>;
	const [before, after] = texts.with.split("{name}");
	return (
		<span>
			{assignedAgent ? (
				<>
					{before}
					<bdi>{withoutDirection(assignedAgent.name)}</bdi>
					{after}
				</>
			) : (
				texts.unanswered
			)}
			{unreadCount > 0 && !isSeen && <b> · {texts.unread}</b>}
		</span>
	);
}

interface ItemProps {
	session: ChatSession;
	isSeen: boolean;
	isLast: boolean;
	onOpen(): void;
}

function Item({ session, isSeen, isLast, onOpen }: ItemProps) {
	const { moment } = useArchive();
	const button = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (isLast) button.current?.focus();
	}, []);
	return (
		<li>
			<button type="button" ref={button} onClick={onOpen}>
				<time dateTime={session.startedAt}>{moment.format(new Date(session.startedAt))}</time>
				<Note session={session} isSeen={isSeen} />
			</button>
		</li>
	);
}

function Empty() {
	const { texts } = useArchive();
	return (
		<div class="earlier-empty">
			<Talk />
			<strong>{texts.empty}</strong>
			<p>{texts.emptyHint}</p>
		</div>
	);
}

export function List({ pages, seen, lastId, onOpen }: ListProps) {
	const { texts, port } = useArchive();
	const { items, hasMore } = pages;
	return (
		<>
			<Bar title={texts.title} back={texts.back} onBack={port.leave} />
			<div class="earlier-place">
				{items.length > 0 && (
					<ul aria-label={texts.list}>
						{items.map((session) => (
							<Item
								key={session.id}
								session={session}
								isSeen={seen.includes(session.id)}
								isLast={session.id === lastId}
								onOpen={() => onOpen(session)}
							/>
						))}
					</ul>
				)}
				{items.length === 0 && !hasMore && <Empty />}
				<More pages={pages} label={texts.more} />
			</div>
		</>
	);
}
