// The survey of a chat that has ended: a file of its own that the window fetches then. It shares nothing with
// the window but what contract.ts says, since it may be of another build.
import { render } from "preact";
import type { PartPort } from "../shared/contract";
import { addStyles } from "../shared/styles";
import { CSATSurveyWidget } from "./CSATSurveyWidget";
import styles from "./survey.css";

const dressed = new WeakSet<ShadowRoot>();

/** Draws it there until the returned function is called. */
export function mount(place: HTMLElement, port: PartPort): () => void {
	if (!dressed.has(port.root)) addStyles(port.root, styles);
	dressed.add(port.root);
	render(<CSATSurveyWidget port={port} />, place);
	return () => render(null, place);
}
