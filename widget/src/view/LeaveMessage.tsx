// Where somebody leaves a message while the desk is closed; the form is fetched by need.
import type { LeavingPort } from "../shared/contract";
import { ByNeed } from "./ByNeed";
import { useDesk, type Desk } from "./context";

const leavingOf = ({ conversation: { draft, durable }, config: { tenantId } }: Desk): LeavingPort => ({
	tenantId,
	draft,
	known: () => durable.choices().profile ?? {},
	kept: () => durable.choices().left,
	keep: (left) => durable.writeChoices({ left }),
});

export const LeaveMessage = () => <ByNeed file={FORMS_FILE} more={{ leaving: leavingOf(useDesk()) }} />;
