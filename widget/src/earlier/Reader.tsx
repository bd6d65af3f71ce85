// One earlier conversation, to be read: its newest page, and older ones above it by need.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { withoutDirection } from "../../../proto/client/names";
import type { ChatMessage, ChatSession } from "../shared/proto";
import { Linked } from "../view/Linked";
import { useRefocus } from "../view/useRefocus";
import { Bar } from "./Bar";
import { useArchive, type Archive } from "./context";
import { More } from "./More";
import { usePages, type Page } from "./usePages";

const PAGE = 50;
const NEWEST = Number.MAX_SAFE_INTEGER;

async function readOlder({ rest, port }: Archive, id: string, held: readonly ChatMessage[]): Promise<Page<ChatMessage>> {
	const page = await rest.older(id, held[0]?.seq ?? NEWEST, PAGE, port.token);
	return { items: [...page.messages, ...held], hasMore: page.hasMore };
}

function Speaker({ message }: { message: ChatMessage }) {
	const { texts } = useArchive();
	const { senderType, senderName } = message;
	if (senderType === "visitor") return <span class="hidden">{texts.you}</span>;
	return (
		<div class="speaker">
			<bdi>{senderName ? withoutDirection(senderName) : texts.support}</bdi>
		</div>
	);
}

interface RowProps {
	message: ChatMessage;
	before: ChatMessage | undefined;
}

const isSameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

function Row({ message, before }: RowProps) {
	const { texts, day, time } = useArchive();
	const at = new Date(message.createdAt);
	const startsDay = !before || !isSameDay(at, new Date(before.createdAt));
	const startsRun = startsDay || before.senderId !== message.senderId;
	const side = message.senderType === "visitor" ? "mine" : "theirs";
	return (
		<>
			{startsDay && <div class="day">{day.format(at)}</div>}
			<div class={`row ${side} last${startsRun ? " first" : ""}`}>
				{startsRun && <Speaker message={message} />}
				<div class="bubble-text">
					{message.content === null ? <em>{texts.unreadable}</em> : <Linked text={message.content} />}
				</div>
				<div class="meta">
					<time dateTime={message.createdAt}>{time.format(at)}</time>
				</div>
			</div>
		</>
	);
}

/** At the end at first; afterwards what was seen stays where it was while older ones come above it. */
function useReadingPlace(count: number) {
	const scroller = useRef<HTMLDivElement>(null);
	const rest = useRef(0);
	const remember = () => {
		const { scrollHeight, scrollTop } = scroller.current!;
		rest.current = scrollHeight - scrollTop;
	};
	useLayoutEffect(() => {
		const element = scroller.current!;
		element.scrollTop = element.scrollHeight - rest.current;
		remember();
	}, [count]);
	return { scroller, remember };
}

interface ReaderProps {
	session: ChatSession;
	/** Its newest messages are before the visitor's eyes. */
	onSeen(): void;
	onBack(): void;
}

export function Reader({ session, onSeen, onBack }: ReaderProps) {
	const archive = useArchive();
	const { texts, moment } = archive;
	const pages = usePages<ChatMessage>((held) => readOlder(archive, session.id, held));
	const { items, hasMore } = pages;
	const { scroller, remember } = useReadingPlace(items.length);
	const newest = items[items.length - 1]?.seq;
	useEffect(() => {
		if (newest === undefined || session.unreadCount === 0) return;
		void archive.rest.read(session.id, newest, archive.port.token).catch(() => {}); // as unread as before
		onSeen();
	}, [newest]);
	useRefocus(scroller, ".earlier-more button", `${pages.reading} ${hasMore}`);
	return (
		<>
			<Bar title={moment.format(new Date(session.startedAt))} back={texts.toList} onBack={onBack} />
			<div
				class="thread"
				ref={scroller}
				onScroll={remember}
				role="region"
				aria-label={texts.messages}
				aria-busy={pages.reading === "busy"}
				tabIndex={0}
			>
				{(hasMore || pages.reading === "failed") && <More pages={pages} label={texts.older} />}
				{items.map((message, at) => (
					<Row key={message.id} message={message} before={items[at - 1]} />
				))}
				{items.length === 0 && !hasMore && <p class="silent">{texts.silent}</p>}
			</div>
		</>
	);
}
