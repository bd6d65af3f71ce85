// The earlier conversations: a file of its own that the window fetches when somebody asks for them. It
// shares nothing with the window but what contract.ts says, since it may be of another build.
import { render } from "preact";
import type { PartPort } from "../shared/contract";
import { addStyles } from "../shared/styles";
import { archiveOf, ArchiveProvider } from "./context";
import { Earlier } from "./Earlier";
import styles from "./earlier.css";

const dressed = new WeakSet<ShadowRoot>();

/** Draws them there until the returned function is called. */
export function mount(place: HTMLElement, port: PartPort): () => void {
	if (!dressed.has(port.root)) addStyles(port.root, styles);
	dressed.add(port.root);
	const archive = archiveOf(port);
	render(
		<ArchiveProvider value={archive}>
			<Earlier archive={archive} />
		</ArchiveProvider>,
		place,
	);
	return () => render(null, place);
}
