// While the window is closed: the newest unread message, above the bubble.
import type { Entry } from "../../../proto/client/thread";
import { useDesk } from "./context";
import { Leave } from "./icons";
import { useNameOf } from "./useNameOf";

interface PreviewProps {
	entry: Entry;
	onOpen(): void;
	onDismiss(): void;
}

export function Preview({ entry, onOpen, onDismiss }: PreviewProps) {
	const { locale } = useDesk();
	const name = useNameOf(entry.senderId);
	return (
		<div class="preview" key={entry.id} lang={locale.tag} dir={locale.direction}>
			<button type="button" class="teaser" onClick={onOpen}>
				<strong class="name">
					<bdi>{name}</bdi>
				</strong>
				<span dir="auto">{entry.content ?? locale.text("unreadable")}</span>
			</button>
			<button
				type="button"
				class="dismiss"
				aria-label={locale.text("dismiss")}
				onClick={onDismiss}
			>
				<Leave />
			</button>
		</div>
	);
}
