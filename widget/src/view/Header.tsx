// The top of the window: who answers, the menu, the way out.
import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "./context";
import { Leave, Minimise, More, Silence, Sound, Talk } from "./icons";
import { useRefocus } from "./useRefocus";

interface HeaderProps {
	onClose(): void;
	onEnd(): void;
}

function initialsOf(name: string): string {
	const words = name.trim().split(/\s+/);
	const last = words.length > 1 ? words[words.length - 1]! : "";
	return [words[0] ?? "", last].map((word) => Array.from(word)[0] ?? "").join("");
}

function Who() {
	const { conversation, locale, config } = useDesk();
	const agent = conversation.isEnded ? undefined : conversation.session?.assignedAgent;
	const isHere = conversation.agentsOnline || !!agent;
	return (
		<div class="who">
			<span class="face" aria-hidden="true">
				{agent ? initialsOf(agent.name) : <Talk />}
			</span>
			<div>
				<h2 id="frontdesk-title" class="name">
					<bdi>{agent?.name ?? config.headerText}</bdi>
				</h2>
				<p class={isHere ? "presence here" : "presence"}>
					{locale.text(isHere ? "online" : "away")}
				</p>
			</div>
		</div>
	);
}

function Menu({ onDone, onEnd }: { onDone(): void; onEnd(): void }) {
	const { conversation, locale } = useDesk();
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => first.current?.focus(), []);
	const hasSound = !!conversation.durable.choices().hasSound;
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
					{locale.text(hasSound ? "soundOff" : "soundOn")}
				</button>
			</li>
			{canEnd && (
				<li>
					<button type="button" onClick={choose(onEnd)}>
						<Leave />
						{locale.text("endChat")}
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

export function Header({ onClose, onEnd }: HeaderProps) {
	const { locale } = useDesk();
	const [isMenuOpen, setMenuOpen] = useState(false);
	const header = useRef<HTMLElement>(null);
	useRefocus(header, "[aria-expanded]", isMenuOpen);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Escape" || !isMenuOpen) return;
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
			{isMenuOpen && <Menu onDone={() => setMenuOpen(false)} onEnd={onEnd} />}
		</header>
	);
}
