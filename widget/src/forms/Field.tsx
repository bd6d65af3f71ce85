// One line to be filled in, with what is wrong about it.
import { directionOf, textsOf, type TextKey } from "./texts";

interface FieldProps {
	name: "name" | "email";
	locale: string;
	value: string;
	problem: TextKey | undefined;
	onInput(value: string): void;
}

export function Field({ name, locale, value, problem, onInput }: FieldProps) {
	const texts = textsOf(locale);
	return (
		<label class="field">
			<span>{texts[name]}</span>
			<input
				name={name}
				type="text"
				inputMode={name === "email" ? "email" : "text"}
				autocomplete={name}
				dir={value ? "auto" : directionOf(locale)}
				value={value}
				aria-invalid={problem ? "true" : undefined}
				aria-describedby={problem ? `${name}-problem` : undefined}
				onInput={(event) => onInput(event.currentTarget.value)}
			/>
			{problem && (
				<span class="problem" id={`${name}-problem`} role="alert">
					<span key={problem}>{texts[problem]}</span>
				</span>
			)}
		</label>
	);
}
