// The types of the protocol, generated from proto's tables by `npm run types`.
import type { ChatWidgetConfig as Told, Problem as WholeProblem } from "../../../build/gen/proto";

export type {
	AskedSurvey,
	ChatMessage,
	ChatSession,
	ChatStarted,
	ClientMessage,
	MessagePage,
	ReceiptPosition,
	ServerMessage,
	SessionPage,
	VisitorIdentified,
} from "../../../build/gen/proto";

/** The tenant's own texts in one language. */
export interface WidgetTexts {
	headerText?: string;
	greetingMessage?: string;
	offlineMessage?: string;
	launcherLabel?: string;
	consentText?: string;
}

export interface ProactiveMessage {
	id: string;
	text: string;
	paths?: string[];
	afterSeconds?: number;
	afterScrollPercent?: number;
	returning?: boolean;
}

/** What a server of the version before does not tell. */
interface Newer {
	isOpen?: boolean;
	opensAt?: string;
	changesAt?: string;
	launcherIcon?: string;
	launcherLabel?: string;
	launcherSize?: string;
	hiddenPaths?: string[];
	hiddenDevices?: string;
	languages?: { [language: string]: WidgetTexts | undefined };
	proactiveMessages?: ProactiveMessage[];
	repliesIn?: string;
	version?: number;
}

export type ChatWidgetConfig = Omit<Told, keyof Newer> & Newer;

/** RFC 9457; what fails on this side of the network has only a code and perhaps a detail. */
export type Problem = Pick<WholeProblem, "code"> & Partial<WholeProblem>;
