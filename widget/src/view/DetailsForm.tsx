// Name and e-mail, left freely while nobody is online, so that the merchant can answer later.
import { useState } from "preact/hooks";
import type { Profile } from "../app/durable";
import { useDesk } from "./context";

// Only what is plainly none; the server judges.
const EMAIL = /.@./;
const MOST_LENGTH = 255;
const MARK = "\u0000"; // where what they left stands, with its own direction

interface FieldProps {
	label: string;
	name: "name" | "email";
	value: string;
	problem?: string;
	onInput(value: string): void;
}

function Field({ label, name, value, problem, onInput }: FieldProps) {
	const { locale } = useDesk();
	return (
		<label class="field">
			<span>{label}</span>
			<input
				name={name}
				type="text"
				inputMode={name === "email" ? "email" : "text"}
				autocomplete={name}
				maxLength={MOST_LENGTH}
				dir={value ? "auto" : locale.direction}
				value={value}
				aria-invalid={problem ? "true" : undefined}
				aria-describedby={problem ? `${name}-problem` : undefined}
				onInput={(event) => onInput(event.currentTarget.value)}
			/>
			{problem && (
				<span class="problem" id={`${name}-problem`} role="alert">
					{problem}
				</span>
			)}
		</label>
	);
}

function Thanks({ name, email }: Profile) {
	const { locale } = useDesk();
	const text = email
		? locale.text("saved", { email: MARK })
		: locale.text("savedName", { name: MARK });
	const [before, after] = text.split(MARK);
	return (
		<div class="card thanks" role="status">
			{before}
			<bdi>{email ?? name}</bdi>
			{after}
		</div>
	);
}

export function DetailsForm() {
	const { conversation, locale } = useDesk();
	const { profile: kept, refused } = conversation.durable.choices();
	const [name, setName] = useState((kept ?? refused)?.name ?? "");
	const [email, setEmail] = useState((kept ?? refused)?.email ?? "");
	const [problem, setProblem] = useState<"emailWrong" | "notSaved" | undefined>();
	const isNameWrong = !problem && refused?.detail.startsWith("visitorName");
	const below = problem ?? (refused && !isNameWrong ? "emailWrong" : undefined);
	if (kept && !problem) return <Thanks {...kept} />;

	const save = async (event: Event) => {
		event.preventDefault();
		const profile = {
			...(name.trim() ? { name: name.trim() } : {}),
			...(email.trim() ? { email: email.trim() } : {}),
		};
		if (profile.email && !EMAIL.test(profile.email)) return setProblem("emailWrong");
		if (!profile.name && !profile.email) return;
		const isSaved = await conversation.leaveDetails(profile);
		const isRefused = !!conversation.durable.choices().refused;
		setProblem(isSaved || isRefused ? undefined : "notSaved");
	};
	return (
		<form class="card details" onSubmit={save} noValidate>
			<strong>{locale.text("detailsTitle")}</strong>
			<p>{locale.text("detailsText")}</p>
			<Field
				label={locale.text("name")}
				name="name"
				value={name}
				onInput={setName}
				{...(isNameWrong ? { problem: locale.text("nameWrong") } : {})}
			/>
			<Field
				label={locale.text("email")}
				name="email"
				value={email}
				onInput={setEmail}
				{...(below ? { problem: locale.text(below) } : {})}
			/>
			<button type="submit" class="primary">
				{locale.text("save")}
			</button>
		</form>
	);
}
