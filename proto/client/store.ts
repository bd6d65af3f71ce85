// A value with listeners, in the shape that React's useSyncExternalStore wants.

export class Store<Value> {
	private readonly listeners = new Set<() => void>();

	constructor(private value: Value) {}

	get = (): Value => this.value;

	set(value: Value): void {
		if (Object.is(value, this.value)) return;
		this.value = value;
		for (const listener of [...this.listeners]) listener();
	}

	subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};
}
