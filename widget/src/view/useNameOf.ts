// An agent's name, where the page has heard of it.
import { useDesk } from "./context";

export function useNameOf(id: string | undefined): string {
	const { people, locale } = useDesk();
	return (id && people.nameOf(id)) || locale.text("support");
}
