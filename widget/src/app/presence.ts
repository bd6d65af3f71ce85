// Whether anybody of the shop is there: what was heard last counts.
export class Presence {
	constructor(public isHere: boolean) {}

	/** The server has told how many agents are online. */
	learn(agentsOnline: number): void {
		this.isHere = agentsOnline > 0;
	}
}
