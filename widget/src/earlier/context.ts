// What every part of the earlier conversations needs.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Rest } from "../app/rest";
import type { PartPort } from "../shared/contract";
import { textsOf, type Texts } from "./texts";

export interface Archive {
	port: PartPort;
	rest: Rest;
	texts: Texts;
	/** A moment, and the day and the time of it. */
	moment: Intl.DateTimeFormat;
	day: Intl.DateTimeFormat;
	time: Intl.DateTimeFormat;
}

export function archiveOf(port: PartPort): Archive {
	const format = (shape: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(port.locale, shape);
	return {
		port,
		rest: new Rest(port.gateway),
		texts: textsOf(port.locale),
		moment: format({ dateStyle: "medium", timeStyle: "short" }),
		day: format({ dateStyle: "full" }),
		time: format({ hour: "numeric", minute: "2-digit" }),
	};
}

const ArchiveContext = createContext<Archive | undefined>(undefined);

export const ArchiveProvider = ArchiveContext.Provider;

export function useArchive(): Archive {
	return useContext(ArchiveContext)!;
}
