// Where somebody leaves a message while the desk is closed; the form is fetched by need.
import { pageNow } from "../app/page";
import type { LeavingPort } from "../shared/contract";
import { ByNeed } from "./ByNeed";
import { useDesk, type Desk } from "./context";

const leavingOf = ({ conversation: { draft, durable }, config }: Desk): LeavingPort => ({
	tenantId: config.tenantId,
	draft,
	page: () => pageNow(config.keptParameters).pageUrl,
	known: () => durable.choices().profile ?? {},
	kept: () => durable.choices().left,
	keep: (left) => durable.writeChoices({ left }),
});

export const LeaveMessage = () => <ByNeed file={FORMS_FILE} more={{ leaving: leavingOf(useDesk()) }} />;
