// An agent's initials; what they stand for is written beside them.
import { initialsOf } from "../../../proto/client/names";

export function Face({ name, isSmall }: { name: string; isSmall?: boolean }) {
	const initials = initialsOf(name);
	return (
		<span key={initials} class={isSmall ? "face small" : "face"} aria-hidden="true" translate={false}>
			{initials}
		</span>
	);
}
