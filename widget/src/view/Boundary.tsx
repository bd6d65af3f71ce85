// Draws its children anew, from nothing, when something else has moved what was drawn so that it cannot
// be changed any more.
import { Component, Fragment, type ComponentChildren } from "preact";

const MOST_ROUNDS = 20;

interface Props {
	children: ComponentChildren;
}

export class Boundary extends Component<Props, { round: number }> {
	state = { round: 0 };

	componentDidCatch(error: unknown): void {
		console.warn("Frontdesk: drawn anew", error);
		this.setState(({ round }) => ({ round: round + 1 }));
	}

	render() {
		const { round } = this.state;
		return <Fragment key={round}>{round < MOST_ROUNDS && this.props.children}</Fragment>;
	}
}
