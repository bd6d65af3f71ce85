// The merchant's first words, shown like a message.
import { useDesk } from "./context";
import { Linked } from "./Linked";
import { greetsAway } from "./presence";
import { useKnown } from "./useKnown";

export function Greeting() {
	const { config } = useDesk();
	const text = greetsAway(useKnown()) ? config.offlineMessage : config.greetingMessage;
	return (
		<div class="row theirs first last">
			<div class="bubble-text">
				<Linked key={text} text={text} />
			</div>
		</div>
	);
}
