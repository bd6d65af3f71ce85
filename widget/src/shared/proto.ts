// The types of the protocol, generated from proto's tables by `npm run types`.
import type { Problem as WholeProblem } from "../../../build/gen/proto";

export type {
	AskedSurvey,
	ChatMessage,
	ChatSession,
	ChatStarted,
	ChatWidgetConfig,
	ClientMessage,
	MessagePage,
	ReceiptPosition,
	ServerMessage,
	SessionPage,
	VisitorIdentified,
} from "../../../build/gen/proto";

/** RFC 9457; what fails on this side of the network has only a code and perhaps a detail. */
export type Problem = Pick<WholeProblem, "code"> & Partial<WholeProblem>;
