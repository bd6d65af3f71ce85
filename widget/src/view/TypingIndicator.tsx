// Three dots that move while an agent types. Not said: it comes and goes at every pause.
import { useDesk } from "./context";
import { useNameOf } from "./useNameOf";
import { Words } from "./Words";

export function TypingIndicator() {
	const { conversation, locale } = useDesk();
	const name = useNameOf(conversation.typistId);
	return (
		<div class="row theirs typing" aria-live="off">
			<div class="bubble-text">
				<span class="hidden">
					<Words>{locale.text("typing", { name })}</Words>
				</span>
				<i />
				<i />
				<i />
			</div>
		</div>
	);
}
