// Name and e-mail, left freely by who waits in a chat while nobody is online, so that the merchant can answer
// later. Thanks come when the server has them, not before.
import { useState } from "preact/hooks";
import { withoutDirection } from "../../../proto/client/names";
import type { Contact, DetailsPort } from "../shared/contract";
import { problemsOf, refusedProblems, trimmed, type Problems } from "./contact";
import { Field } from "./Field";
import { Named } from "./Named";
import { textsOf } from "./texts";

interface DetailsProps {
	details: DetailsPort;
	/** The language in which the window speaks. */
	locale: string;
}

function Thanks({ name = "", email, locale }: Contact & { locale: string }) {
	const texts = textsOf(locale);
	return (
		<div class="card thanks" role="status">
			{email ? (
				<Named text={texts.saved} name={email} />
			) : (
				<Named text={texts.savedName} name={withoutDirection(name)} />
			)}
		</div>
	);
}

function useDetails(details: DetailsPort) {
	const [known] = useState(() => details.known());
	const [name, setName] = useState(known.name ?? "");
	const [email, setEmail] = useState(known.email ?? "");
	const [wrong, setWrong] = useState<Problems | undefined>();
	const [state, setState] = useState<"asked" | "busy" | "failed">("asked");

	const save = async (event: Event) => {
		event.preventDefault();
		const left = trimmed(name, email);
		const found = problemsOf(left);
		setWrong(found);
		if (found.name || found.email || state === "busy" || (!left.name && !left.email)) return;
		setState("busy");
		const isSaved = await details.leave(left);
		setWrong(undefined);
		setState(isSaved || details.refusal() ? "asked" : "failed");
	};
	const problems = wrong ?? refusedProblems(details.refusal());
	return { name, setName, email, setEmail, problems, state, save };
}

function DetailsQuestion({ details, locale }: DetailsProps) {
	const texts = textsOf(locale);
	const { name, setName, email, setEmail, problems, state, save } = useDetails(details);
	const isHeld = details.isHeld() && state === "asked";
	return (
		<form class="card details" onSubmit={save} noValidate>
			<strong>{texts.detailsTitle}</strong>
			<p>{texts.detailsText}</p>
			<Field name="name" locale={locale} value={name} onInput={setName} problem={problems.name} />
			<Field name="email" locale={locale} value={email} onInput={setEmail} problem={problems.email} />
			<div role="status" class="outcome">
				{state === "failed" && <span class="problem">{texts.notSaved}</span>}
				{isHeld && <span>{texts.detailsHeld}</span>}
			</div>
			<button type="submit" class="primary" aria-disabled={state === "busy"}>
				{texts.save}
			</button>
		</form>
	);
}

export function DetailsForm(props: DetailsProps) {
	const thanked = props.details.thanked();
	return thanked ? <Thanks {...thanked} locale={props.locale} /> : <DetailsQuestion {...props} />;
}
