// The list of a visitor's earlier conversations, or the one of them that is being read.
import { useRef, useState } from "preact/hooks";
import { isComposing } from "../../../proto/client/keyboard";
import type { ChatSession } from "../shared/proto";
import { useRefocus } from "../view/useRefocus";
import type { Archive } from "./context";
import { List } from "./List";
import { Reader } from "./Reader";
import { usePages } from "./usePages";

const PAGE = 20;

/** Of all but the one in the window, those that are held and the next page. */
function reader({ rest, port }: Archive) {
	let next: string | undefined;
	return async (held: readonly ChatSession[]) => {
		const page = await rest.sessions(next, PAGE, port.token);
		next = page.next;
		const others = page.items.filter(({ id }) => id !== port.sessionId);
		const items = [...held, ...others.filter(({ id }) => !held.some((one) => one.id === id))];
		return { items, hasMore: next !== undefined };
	};
}

export function Earlier({ archive }: { archive: Archive }) {
	const [read] = useState(() => reader(archive));
	const pages = usePages<ChatSession>(read);
	const [open, setOpen] = useState<ChatSession | undefined>(undefined);
	const [lastId, setLastId] = useState<string | undefined>(undefined);
	const [seen, setSeen] = useState<readonly string[]>([]);
	const place = useRef<HTMLDivElement>(null);
	useRefocus(place, "h3", `${open?.id} ${pages.reading}`);
	const toList = () => {
		setLastId(open?.id);
		setOpen(undefined);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || !open || isComposing(event)) return;
		event.stopPropagation();
		toList();
	};
	return (
		<div class="earlier" ref={place} onKeyDown={onKeyDown}>
			{open ? (
				<Reader
					key={open.id}
					session={open}
					onSeen={() => setSeen([...seen, open.id])}
					onBack={toList}
				/>
			) : (
				<List pages={pages} seen={seen} lastId={lastId} onOpen={setOpen} />
			)}
		</div>
	);
}
