// A line where somebody of the desk comes into the chat. It is said while it is news: until they write.
import { useDesk } from "./context";
import { Named } from "./Named";

interface JoinedProps {
	ids: readonly string[] | undefined;
	/** Has come in, and has written nothing. */
	newcomer: string | undefined;
}

export function Joined({ ids, newcomer }: JoinedProps) {
	const { people, locale } = useDesk();
	return (
		<>
			{ids?.map((id) => (
				<div class="joined" key={id} aria-live={id === newcomer ? undefined : "off"}>
					<Named text="joined" place="name" name={people.nameOf(id) ?? locale.text("support")} />
				</div>
			))}
		</>
	);
}
