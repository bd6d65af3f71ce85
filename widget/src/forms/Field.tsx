// What is to be filled in, with what is wrong about it: a line, or a message.
import { directionOf, textsOf, type TextKey } from "./texts";

interface FieldProps {
	name: "name" | "email" | "message";
	locale: string;
	value: string;
	problem: TextKey | undefined;
	onInput(value: string): void;
}

export function Field({ name, locale, value, problem, onInput }: FieldProps) {
	const texts = textsOf(locale);
	const common = {
		name,
		dir: (value ? "auto" : directionOf(locale)) as "auto" | "ltr" | "rtl",
		value,
		"aria-invalid": problem ? ("true" as const) : undefined,
		"aria-describedby": problem ? `${name}-problem` : undefined,
	};
	return (
		<label class="field">
			<span>{texts[name]}</span>
			{name === "message" ? (
				<textarea {...common} rows={4} onInput={(event) => onInput(event.currentTarget.value)} />
			) : (
				<input
					{...common}
					type="text"
					inputMode={name === "email" ? "email" : "text"}
					autocomplete={name}
					onInput={(event) => onInput(event.currentTarget.value)}
				/>
			)}
			{problem && (
				<span class="problem" id={`${name}-problem`} role="alert">
					<span key={problem}>{texts[problem]}</span>
				</span>
			)}
		</label>
	);
}
