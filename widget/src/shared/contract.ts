// What the loader and the app know of each other, and the app and what it fetches by need. Each is another
// file, and may be of another build: a page that is open over a deploy gets the new one. So nothing here goes or changes
// its meaning; what comes is optional.
import type { ChatWidgetConfig } from "./proto";

export type EventName = "ready" | "opened" | "closed" | "message" | "unread" | "error";

/** As the page gave it, with members under names of its own: the app sees what of it will do. */
export interface Identity {
	identifier?: string;
	identifierHash?: string;
	name?: string;
	email?: string;
	signedAttributes?: string;
	attributesHash?: string;
}

/** What the visitor did, as the page gave it, and when by the page's own clock. */
export type Tracked = [at: number, name: unknown, properties: unknown];

export interface Bubble {
	button: HTMLButtonElement;
	setOpen(open: boolean): void;
	setBusy(busy: boolean): void;
	/** Shows a count; the label is what a screen reader says. Zero takes it away. */
	setUnread(count: number, label: string): void;
}

export interface LoaderPort {
	/** The gateway's origin, "https://chat.example". */
	gateway: string;
	tenantId: string;
	config: ChatWidgetConfig;
	root: ShadowRoot;
	/** Where the app draws; it stands in the shadow root. */
	place: HTMLElement;
	bubble: Bubble;
	locale: string | undefined;
	identity: Identity;
	/** The newest that the page has told: who has heard them takes them away. */
	tracked?: Tracked[];
	emit(name: EventName, detail?: unknown): void;
	/** The configuration may be another one by now, or has had this version told. */
	look?(version?: number): void;
}

export interface App {
	open(takeFocus: boolean): void;
	close(): void;
	isOpen(): boolean;
	identify(identity: Identity): void;
	/** There are new `tracked`. */
	track?(): void;
	/** Another configuration holds. */
	configure?(config: ChatWidgetConfig): void;
	setLocale(locale: string): void;
	reset(): void;
	shutdown(): void;
}

export interface AppModule {
	mount(port: LoaderPort): App;
}

/** What the launcher is given, which dresses the bubble as the configuration has it, and follows that. */
export interface LauncherPort {
	gateway: string;
	tenantId: string;
	config: ChatWidgetConfig;
	root: ShadowRoot;
	bubble: Bubble;
	/** The language that the page asked for. */
	locale(): string | undefined;
	/** Another configuration holds. */
	changed(config: ChatWidgetConfig): void;
}

export interface Launcher {
	/** The configuration may be another one by now, or has had this version told. */
	look(version?: number): void;
	/** The page asks for another language. */
	speak(): void;
	/** That the window cannot be had, in the visitor's language. */
	notLoaded(): string;
	stop(): void;
}

export interface LauncherModule {
	launch(port: LauncherPort): Launcher;
}

/** What a part of the window is given that is a file of its own: the earlier conversations, the survey. */
export interface PartPort {
	gateway: string;
	token: string;
	root: ShadowRoot;
	/** The language in which the window speaks. */
	locale: string;
	/** The conversation that the window shows. */
	sessionId: string | undefined;
	/** Back to the conversation. */
	leave(): void;
	/** The part sets it, to hear that the conversation has changed. */
	changed?(): void;
	/** For who waits while nobody is there. */
	details?: DetailsPort;
	/** For who comes while the desk is closed. */
	leaving?: LeavingPort;
}

/** How somebody may be reached. */
export interface Contact {
	name?: string;
	email?: string;
}

/** What was left while the desk was closed: with a number, and when, once the server has it. */
export interface Left extends Contact {
	formId: string;
	message: string;
	pageUrl: string;
	number?: number;
	leftAt?: number;
}

export interface LeavingPort {
	tenantId: string;
	/** What is being written, also in the chat, as the desk opens or closes meanwhile. */
	draft: { text: string };
	/** The page as it is now, of its address what may be told. */
	page(): string;
	/** What the form has to begin with. */
	known(): Contact;
	/** What was left, and the page kept: in all tabs, and after this page. */
	kept(): Left | undefined;
	keep(left: Left | undefined): void;
}

export interface DetailsPort {
	/** What the form has to begin with. */
	known(): Contact;
	/** The server's sentence about what it did not take, which begins with the member's name. */
	refusal(): string | undefined;
	/** Left before the chat began: it goes along then. */
	isHeld(): boolean;
	/** What was left here and the server has, as the server has it. */
	thanked(): Contact | undefined;
	/** True when it was taken, or goes with the chat's start. */
	leave(contact: Contact): Promise<boolean>;
}

export interface PartModule {
	/** Draws it there until the returned function is called. */
	mount(place: HTMLElement, port: PartPort): () => void;
}
