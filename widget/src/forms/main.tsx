// How to be reached, or what is left, while nobody is there: a file of its own that the window fetches then. It shares nothing
// with the window but what contract.ts says, since it may be of another build.
import { render } from "preact";
import type { PartPort } from "../shared/contract";
import { addStyles } from "../shared/styles";
import { DetailsForm } from "./DetailsForm";
import { LeaveForm } from "./LeaveForm";
import styles from "./parts.css";

const dressed = new WeakSet<ShadowRoot>();

/** Draws it there until the returned function is called. */
export function mount(place: HTMLElement, port: PartPort): () => void {
	if (!dressed.has(port.root)) addStyles(port.root, styles);
	dressed.add(port.root);
	const { details, leaving, locale } = port;
	const form = () =>
		leaving ? (
			<LeaveForm port={port} leaving={leaving} />
		) : (
			details && <DetailsForm details={details} locale={locale} />
		);
	const draw = () => render(form(), place);
	port.changed = draw;
	draw();
	return () => {
		delete port.changed;
		render(null, place);
	};
}
