// Three dots that move while an agent types.
import { useDesk } from "./context";

export function TypingIndicator() {
	const { conversation, locale } = useDesk();
	const name = conversation.session?.assignedAgent?.name ?? locale.text("support");
	return (
		<div class="row theirs typing">
			<div class="bubble-text">
				<span class="hidden">{locale.text("typing", { name })}</span>
				<i />
				<i />
				<i />
			</div>
		</div>
	);
}
