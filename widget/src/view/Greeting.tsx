// The merchant's first words, shown like a message.
import { useDesk } from "./context";
import { Linked } from "./Linked";

export function Greeting() {
	const { conversation, config } = useDesk();
	const isAway = !conversation.agentsOnline && !conversation.session?.assignedAgent;
	return (
		<div class="row theirs first last">
			<div class="bubble-text">
				<Linked text={isAway ? config.offlineMessage : config.greetingMessage} />
			</div>
		</div>
	);
}
