// What every part of the window needs: the conversation, the texts, the configuration.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Conversation } from "../app/conversation";
import type { Visit } from "../app/visit";
import type { Locale } from "../locale/locale";
import type { ChatWidgetConfig } from "../shared/proto";
import type { People } from "./people";

export interface Desk {
	conversation: Conversation;
	locale: Locale;
	config: ChatWidgetConfig;
	people: People;
	/** Where the thread is being read: also on the next page. */
	visit: Visit;
}

const DeskContext = createContext<Desk | undefined>(undefined);

export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
	return useContext(DeskContext)!;
}
