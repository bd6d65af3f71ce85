// The top of the window: who answers, the menu, the way out.
import { useEffect, useRef, useState } from "preact/hooks";
import { isComposing } from "../../../proto/client/keyboard";
import { withoutDirection } from "../../../proto/client/names";
import { useDesk } from "./context";
import { Face } from "./Face";
import { Earlier, Leave, Minimise, More, Silence, Sound, Talk } from "./icons";
import { agentOf, presenceOf, type Presence } from "./presence";
import { useKnown } from "./useKnown";
import { useRefocus } from "./useRefocus";
import { Words } from "./Words";

interface MenuProps {
	onEnd(): void;
	onEarlier(): void;
}

interface HeaderProps extends MenuProps {
	onClose(): void;
}

// What may be expected while nobody has the chat: how soon one is answered, or when the shop is there again.
function useExpectation(presence: Presence): string | undefined {
	const { locale, config } = useDesk();
	const { repliesIn, opensAt, isOpen } = config;
	if (isOpen === false && opensAt) return locale.opening(new Date(opensAt), Date.now());
	if (presence === "online" && repliesIn) return locale.text(repliesIn as "minutes" | "hours" | "day");
	return undefined;
}

function Who() {
	const { locale, config } = useDesk();
	const known = useKnown();
	const agent = agentOf(known);
	const expectation = useExpectation(presenceOf(known));
	const presence = presenceOf(known);
	const name = agent ? withoutDirection(agent.name) : config.headerText;
	return (
		<div class="who">
			{agent ? (
				<Face name={name} />
			) : (
				<span class="face" aria-hidden="true">
					<Talk />
				</span>
			)}
			<div>
				<h2 id="frontdesk-title" class="name">
					<bdi key={name}>{name}</bdi>
				</h2>
				{!known.session && expectation && (
					<p class={presence ? "presence here" : "presence"}>
						{presence && <span class="hidden">{locale.text(presence)}</span>}
						<Words>{expectation}</Words>
					</p>
				)}
				{presence && (!expectation || known.session) && (
					<p class={presence === "online" ? "presence here" : "presence"}>
						<Words>{locale.text(presence)}</Words>
					</p>
				)}
			</div>
		</div>
	);
}

function Menu({ onDone, onEnd, onEarlier }: MenuProps & { onDone(): void }) {
	const { conversation, locale } = useDesk();
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => first.current?.focus(), []);
	const hasSound = !!conversation.durable.choices().hasSound;
	const isKnown = !!conversation.durable.session().token;
	const canEnd = conversation.hasSession && !conversation.isEnded && !conversation.isSignedOut;
	const choose = (act: () => void) => () => {
		act();
		onDone();
	};
	return (
		<ul class="menu" onKeyDown={(event) => moveWithin(event)}>
			<li>
				<button
					type="button"
					ref={first}
					onClick={choose(() => conversation.setSound(!hasSound))}
				>
					{hasSound ? <Silence /> : <Sound />}
					<span>{locale.text(hasSound ? "soundOff" : "soundOn")}</span>
				</button>
			</li>
			{isKnown && (
				<li>
					<button type="button" onClick={choose(onEarlier)}>
						<Earlier />
						<span>{locale.text("earlier")}</span>
					</button>
				</li>
			)}
			{canEnd && (
				<li>
					<button type="button" onClick={choose(onEnd)}>
						<Leave />
						<span>{locale.text("endChat")}</span>
					</button>
				</li>
			)}
		</ul>
	);
}

function moveWithin(event: KeyboardEvent): void {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (!step) return;
	event.preventDefault();
	const list = event.currentTarget as HTMLElement;
	const buttons = Array.from(list.querySelectorAll("button"));
	const at = buttons.indexOf(event.target as HTMLButtonElement);
	buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

export function Header({ onClose, ...menu }: HeaderProps) {
	const { locale } = useDesk();
	const [isMenuOpen, setMenuOpen] = useState(false);
	const header = useRef<HTMLElement>(null);
	useRefocus(header, "[aria-expanded]", isMenuOpen);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || !isMenuOpen || isComposing(event)) return;
		event.stopPropagation();
		setMenuOpen(false);
	};
	return (
		<header ref={header} onKeyDown={onKeyDown}>
			<Who />
			<button
				type="button"
				class="tool"
				aria-label={locale.text("menu")}
				aria-expanded={isMenuOpen}
				onClick={() => setMenuOpen(!isMenuOpen)}
			>
				<More />
			</button>
			<button type="button" class="tool" aria-label={locale.text("close")} onClick={onClose}>
				<Minimise />
			</button>
			{isMenuOpen && <Menu onDone={() => setMenuOpen(false)} {...menu} />}
		</header>
	);
}
