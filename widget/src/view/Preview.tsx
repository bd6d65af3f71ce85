// While the window is closed: the newest unread message, or the greeting, above the bubble.
import { useDesk } from "./context";
import { Leave } from "./icons";

interface PreviewProps {
	name: string;
	/** null: the server could not open it. */
	text: string | null;
	onOpen(): void;
	onDismiss(): void;
}

export function Preview({ name, text, onOpen, onDismiss }: PreviewProps) {
	const { locale } = useDesk();
	return (
		<div class="preview" lang={locale.tag} dir={locale.direction}>
			<button type="button" class="teaser" onClick={onOpen}>
				<strong class="name">
					<bdi>{name}</bdi>
				</strong>
				<span dir="auto">{text ?? locale.text("unreadable")}</span>
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
