// Name and e-mail, left freely while nobody is online, so that the merchant can answer later. Thanks
// come when the server has them, not before.
import { useState } from "preact/hooks";
import { bytesOf, EMAIL_MOST_BYTES, NAME_MOST_BYTES } from "../../../proto/client/limits";
import { withoutDirection } from "../../../proto/client/names";
import type { Conversation } from "../app/conversation";
import type { Profile } from "../app/durable";
import type { TextKey } from "../locale/locale";
import { useDesk } from "./context";
import { Named } from "./Named";
import { Words } from "./Words";

// Only what is plainly none; the server judges.
const EMAIL = /.@./;

type Problems = { [name in "name" | "email"]?: TextKey | undefined };

interface FieldProps {
	name: keyof Problems;
	value: string;
	problem: TextKey | undefined;
	onInput(value: string): void;
}

function Field({ name, value, problem, onInput }: FieldProps) {
	const { locale } = useDesk();
	return (
		<label class="field">
			<span>{locale.text(name)}</span>
			<input
				name={name}
				type="text"
				inputMode={name === "email" ? "email" : "text"}
				autocomplete={name}
				dir={value ? "auto" : locale.direction}
				value={value}
				aria-invalid={problem ? "true" : undefined}
				aria-describedby={problem ? `${name}-problem` : undefined}
				onInput={(event) => onInput(event.currentTarget.value)}
			/>
			{problem && (
				<span class="problem" id={`${name}-problem`} role="alert">
					<Words>{locale.text(problem)}</Words>
				</span>
			)}
		</label>
	);
}

function Thanks({ name = "", email }: Profile) {
	return (
		<div class="card thanks" role="status">
			{email ? (
				<Named text="saved" place="email" name={email} />
			) : (
				<Named text="savedName" place="name" name={withoutDirection(name)} />
			)}
		</div>
	);
}

/** What the visitor left here and the server has, as the server has it. */
function thankedFor({ session, durable }: Conversation): Profile | undefined {
	const { profile, isProfileOwed } = durable.choices();
	if (!profile || isProfileOwed || !session) return undefined;
	const { visitorName, visitorEmail } = session;
	if (profile.email) return visitorEmail ? { email: visitorEmail } : undefined;
	return visitorName ? { name: visitorName } : undefined;
}

function problemsOf({ name, email }: Profile): Problems {
	return {
		name: bytesOf(name ?? "") > NAME_MOST_BYTES ? "fieldLong" : undefined,
		email: !email || (EMAIL.test(email) && bytesOf(email) <= EMAIL_MOST_BYTES) ? undefined : "emailWrong",
	};
}

/** The server's sentence begins with the member that it will not take. */
function refusedProblems(detail: string | undefined): Problems {
	if (!detail) return {};
	return detail.startsWith("visitorName") ? { name: "nameWrong" } : { email: "emailWrong" };
}

function useDetails() {
	const { conversation } = useDesk();
	const { profile, refused } = conversation.durable.choices();
	const known = profile ?? refused;
	const [name, setName] = useState(known?.name ?? conversation.session?.visitorName ?? "");
	const [email, setEmail] = useState(known?.email ?? conversation.session?.visitorEmail ?? "");
	const [wrong, setWrong] = useState<Problems | undefined>();
	const [state, setState] = useState<"asked" | "busy" | "failed">("asked");

	const save = async (event: Event) => {
		event.preventDefault();
		const left = {
			...(name.trim() ? { name: name.trim() } : {}),
			...(email.trim() ? { email: email.trim() } : {}),
		};
		const found = problemsOf(left);
		setWrong(found);
		if (found.name || found.email || state === "busy" || (!left.name && !left.email)) return;
		setState("busy");
		const isSaved = await conversation.leaveDetails(left);
		const isRefused = !!conversation.durable.choices().refused;
		setWrong(undefined);
		setState(isSaved || isRefused ? "asked" : "failed");
	};
	const problems = wrong ?? refusedProblems(refused?.detail);
	const isHeld = !!profile && !conversation.hasSession && state === "asked";
	return { name, setName, email, setEmail, problems, state, isHeld, save };
}

function DetailsQuestion() {
	const { locale } = useDesk();
	const { name, setName, email, setEmail, problems, state, isHeld, save } = useDetails();
	return (
		<form class="card details" onSubmit={save} noValidate>
			<strong>{locale.text("detailsTitle")}</strong>
			<p>{locale.text("detailsText")}</p>
			<Field name="name" value={name} onInput={setName} problem={problems.name} />
			<Field name="email" value={email} onInput={setEmail} problem={problems.email} />
			<div role="status" class="outcome">
				{state === "failed" && <span class="problem">{locale.text("notSaved")}</span>}
				{isHeld && <span>{locale.text("detailsHeld")}</span>}
			</div>
			<button type="submit" class="primary" aria-disabled={state === "busy"}>
				{locale.text("save")}
			</button>
		</form>
	);
}

export function DetailsForm() {
	const { conversation } = useDesk();
	const thanked = thankedFor(conversation);
	return thanked ? <Thanks {...thanked} /> : <DetailsQuestion />;
}
