// A value once it has stayed the same for a moment: what a screen reader says is not said at every key.
import { useEffect, useState } from "preact/hooks";

const REST_MS = 1_000;

export function useAtRest<Value>(value: Value): Value {
	const [rested, setRested] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setRested(value), REST_MS);
		return () => clearTimeout(timer);
	}, [value]);
	return rested;
}
