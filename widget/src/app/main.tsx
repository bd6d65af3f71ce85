// The app that the loader fetches on intent: owns whether the window is open, and joins the
// conversation with what is drawn.
import { render } from "preact";
import { Locale } from "../locale/locale";
import { contrast, readableOn, textOn } from "../../../proto/client/color";
import type { App, Identity, LoaderPort } from "../shared/contract";
import type { ChatWidgetConfig } from "../shared/proto";
import { languageOf, spoken } from "../shared/spoken";
import { addStyles } from "../shared/styles";
import { ChatWidget, type Opening } from "../view/ChatWidget";
import formStyles from "../view/forms.css";
import { People } from "../view/people";
import { SchemeKeeper } from "../view/scheme";
import threadStyles from "../view/thread.css";
import windowStyles from "../view/window.css";
import { Conversation } from "./conversation";
import { identityOf } from "./identity";
import { Visit } from "./visit";

const CLOSING_MS = 160;
const PHONE = "(max-width: 480px), (max-height: 460px)"; // where the window covers the page
const LIGHT_SURFACE = "#f3f5f4";
const PAPER = "#ffffff";
const FAINT_CONTRAST = 1.6;
const DARK_SURFACE = "#25292a";

const isPhone = () => matchMedia(PHONE).matches;

class WidgetApp implements App {
	private opening: Opening = "closed";
	private locale: Locale | undefined;
	private wanted: string | undefined;
	private isGone = false;
	private takesFocus = false;
	private unread = 0;
	private label = "";
	private closingTimer = 0;
	/** On a phone, instead of opening by itself: the greeting above the bubble. */
	private isInviting = false;
	private readonly conversation: Conversation;
	private readonly visit: Visit;
	private people = new People();
	private scheme: SchemeKeeper;
	/** With the tenant's own texts in the language of the window. */
	private config: ChatWidgetConfig;

	constructor(private readonly port: LoaderPort) {
		this.config = port.config;
		this.scheme = new SchemeKeeper(port.place, this.config.colorScheme);
		addStyles(port.root, windowStyles + threadStyles + formStyles);
		this.paint();
		const identity = identityOf(port.identity);
		this.visit = new Visit(port.tenantId);
		this.conversation = new Conversation(
			{ ...port, identity },
			{
				changed: () => this.draw(),
				forgotten: () => this.forgotten(),
				suspended: () => this.visit.save(),
			},
		);
		this.conversation.begin();
		void this.speak(port.locale);
		window.visualViewport?.addEventListener("resize", this.fitViewport);
		window.visualViewport?.addEventListener("scroll", this.fitViewport);
		this.comeBack();
	}

	isOpen(): boolean {
		return this.opening === "open";
	}

	open(takeFocus: boolean): void {
		if (this.isOpen()) return;
		if (!takeFocus && isPhone()) return this.invite();
		clearTimeout(this.closingTimer);
		this.opening = "open";
		this.isInviting = false;
		if (takeFocus) this.visit.opened();
		this.port.bubble.setOpen(true);
		this.fitViewport();
		this.scheme.look();
		this.takesFocus = takeFocus;
		this.draw();
		this.conversation.want();
		this.port.emit("opened");
	}

	close(): void {
		if (!this.isOpen()) return;
		this.shut();
		this.conversation.dismissed();
	}

	private shut(): void {
		const hadFocus = this.port.place.contains(this.port.root.activeElement);
		this.opening = "closing";
		this.port.bubble.setOpen(false);
		this.draw();
		this.closingTimer = window.setTimeout(() => this.closed(), CLOSING_MS);
		if (hadFocus) this.port.bubble.button.focus();
		this.visit.closed();
		this.port.emit("closed");
	}

	identify(identity: Identity): void {
		this.conversation.identify(identityOf(identity));
	}

	track(): void {
		this.conversation.track();
	}

	configure(config: ChatWidgetConfig): void {
		this.port.config = config;
		this.conversation.configure(config);
		this.scheme.stop();
		this.scheme = new SchemeKeeper(this.port.place, config.colorScheme);
		this.paint();
		if (this.locale) this.say(this.locale);
	}

	setLocale(locale: string): void {
		void this.speak(locale);
	}

	reset(): void {
		this.conversation.reset();
	}

	shutdown(): void {
		this.isGone = true;
		this.scheme.stop();
		clearTimeout(this.closingTimer);
		window.visualViewport?.removeEventListener("resize", this.fitViewport);
		window.visualViewport?.removeEventListener("scroll", this.fitViewport);
		this.conversation.stop();
		render(null, this.port.place);
	}

	// The page before was left with an open window.
	private comeBack(): void {
		if (!this.visit.wasOpen) return;
		if (isPhone()) this.visit.closed();
		else this.open(false);
	}

	// Nothing is drawn before the texts are there; of several wishes the last one counts.
	private async speak(wanted: string | undefined): Promise<void> {
		this.wanted = wanted;
		const locale = await Locale.load(wanted);
		if (this.isGone || this.wanted !== wanted) return;
		this.say(locale);
	}

	private say(locale: Locale): void {
		this.locale = locale;
		this.config = spoken(this.port.config, languageOf(locale.tag));
		this.draw();
	}

	private closed(): void {
		this.opening = "closed";
		this.visit.toEnd();
		this.draw();
	}

	private invite(): void {
		this.isInviting = true;
		this.draw();
	}

	private refuse(): void {
		this.isInviting = false;
		this.conversation.dismissed();
		this.draw();
	}

	// In this tab, as the page asked for it, or in another.
	private forgotten(): void {
		this.people = new People();
		this.isInviting = false;
		if (this.isOpen()) this.shut();
		this.visit.closed();
	}

	private draw(): void {
		const { conversation, locale, visit, people } = this;
		if (!locale || this.isGone) return;
		const { session, isLoaded, thread } = conversation;
		if (session && isLoaded) people.learn(session, thread.entries);
		const desk = { conversation, locale, visit, people, config: this.config };
		render(
			<ChatWidget
				desk={desk}
				opening={this.opening}
				isInviting={this.isInviting}
				onOpen={() => this.open(true)}
				onClose={() => this.close()}
				onRefuse={() => this.refuse()}
			/>,
			this.port.place,
		);
		this.tellUnread(locale);
		if (this.takesFocus) this.focusInside();
		this.takesFocus = false;
	}

	private tellUnread(locale: Locale): void {
		const count = this.conversation.unread().length;
		const { headerText, launcherLabel: title = headerText } = this.config;
		const label = count > 0 ? locale.text("openUnread", { title, count }) : title;
		if (label !== this.label) this.port.bubble.setUnread(count, label);
		this.label = label;
		if (count !== this.unread) this.port.emit("unread", { count });
		this.unread = count;
	}

	private focusInside(): void {
		const field = this.port.place.querySelector<HTMLElement>("textarea");
		(field ?? this.port.place.querySelector<HTMLElement>("[role=dialog]"))?.focus();
	}

	private paint(): void {
		const { primaryColor, secondaryColor } = this.port.config;
		const colors = {
			"--edge": contrast(primaryColor, PAPER) < FAINT_CONTRAST ? "#00000029" : "transparent",
			"--secondary": secondaryColor,
			"--on-secondary": textOn(secondaryColor),
			"--accent-light": readableOn(primaryColor, LIGHT_SURFACE),
			"--accent-dark": readableOn(primaryColor, DARK_SURFACE),
		};
		for (const [name, color] of Object.entries(colors))
			this.port.place.style.setProperty(name, color);
	}

	// A phone's keyboard covers part of the page: the full-screen window fits what is left. Elsewhere nothing is
	// asked, for the page would be laid out to answer.
	private readonly fitViewport = (): void => {
		const view = window.visualViewport;
		if (!view || !isPhone()) return;
		this.port.place.style.setProperty("--view-height", `${view.height}px`);
		this.port.place.style.setProperty("--view-top", `${view.offsetTop}px`);
	};
}

export function mount(port: LoaderPort): App {
	return new WidgetApp(port);
}
