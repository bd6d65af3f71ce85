// A message that is left while the desk is closed: where the answer goes, what it is about, and what became of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { newId } from "../../../proto/client/ids";
import type { Left, LeavingPort, PartPort } from "../shared/contract";
import { leftProblems, leftRefused, trimmed, type Problems } from "./contact";
import { Field } from "./Field";
import { lately, Leaver, type Outcome } from "./leave";
import { Named } from "./Named";
import { textsOf } from "./texts";

interface LeaveProps {
	port: PartPort;
	leaving: LeavingPort;
}

/** What was left and sent, or waits to be. */
function useLeaver({ port, leaving }: LeaveProps) {
	const [outcome, setOutcome] = useState<Outcome | undefined>();
	const [left, setLeft] = useState(() => lately(leaving));
	const leaver = useRef<Leaver>();
	useEffect(() => {
		leaver.current = new Leaver(port, leaving, (what) => {
			setOutcome(what);
			setLeft(leaving.kept());
		});
		return () => leaver.current!.stop();
	}, []);
	const leave = (what: Left | undefined) => {
		leaving.keep(what);
		setLeft(what);
		setOutcome(undefined);
		leaver.current!.hurry();
	};
	return { outcome, left, leave };
}

interface ReceivedProps {
	left: Left;
	locale: string;
	isHeld: boolean;
	onAgain(): void;
}

function Received({ left, locale, isHeld, onAgain }: ReceivedProps) {
	const texts = textsOf(locale);
	const { number, email = "" } = left;
	return (
		<div class="card details thanks" role="status">
			<strong>{number === undefined ? texts.leaving : texts.left}</strong>
			<Named text={number === undefined ? (isHeld ? texts.leftHeld : texts.leftBusy) : texts.leftText} name={email} />
			{number !== undefined && <span class="number">{texts.leftNumber.replace("{number}", String(number))}</span>}
			{number !== undefined && (
				<button type="button" class="secondary" onClick={onAgain}>
					{texts.leaveAgain}
				</button>
			)}
		</div>
	);
}

function useFields({ leaving }: LeaveProps, leave: (left: Left) => void) {
	const [known] = useState(() => leaving.known());
	const [name, setName] = useState(known.name ?? "");
	const [email, setEmail] = useState(known.email ?? "");
	const [message, setMessage] = useState(leaving.draft.text);
	const [wrong, setWrong] = useState<Problems>({});
	const form = useRef<HTMLFormElement>(null);
	const write = (text: string) => {
		leaving.draft.text = text;
		setMessage(text);
	};
	const submit = (event: Event) => {
		event.preventDefault();
		const contact = trimmed(name, email);
		const found = leftProblems(contact, message.trim());
		const first = (["name", "email", "message"] as const).find((field) => found[field]);
		setWrong(found);
		if (first) return form.current!.querySelector<HTMLElement>(`[name=${first}]`)!.focus();
		leave({ formId: newId(), ...contact, message: message.trim(), pageUrl: leaving.page() });
		leaving.draft.text = "";
	};
	return { form, name, setName, email, setEmail, message, write, wrong, submit };
}

function Question({ port, leaving, outcome, leave }: LeaveProps & { outcome: Outcome | undefined; leave(left: Left): void }) {
	const { locale } = port;
	const texts = textsOf(locale);
	const { form, name, setName, email, setEmail, message, write, wrong, submit } = useFields({ port, leaving }, leave);
	const problems = typeof outcome === "object" ? { ...leftRefused(outcome.problem), ...wrong } : wrong;
	return (
		<form ref={form} class="card details leave" onSubmit={submit} noValidate>
			<strong>{texts.leaveTitle}</strong>
			<Field name="name" locale={locale} value={name} onInput={setName} problem={problems.name} />
			<Field name="email" locale={locale} value={email} onInput={setEmail} problem={problems.email} />
			<Field name="message" locale={locale} value={message} onInput={write} problem={problems.message} />
			<button type="submit" class="primary">
				{texts.leaveSend}
			</button>
		</form>
	);
}

export function LeaveForm(props: LeaveProps) {
	const { outcome, left, leave } = useLeaver(props);
	const { locale } = props.port;
	return left ? (
		<Received left={left} locale={locale} isHeld={outcome === "later"} onAgain={() => leave(undefined)} />
	) : (
		<Question {...props} outcome={outcome} leave={leave} />
	);
}
