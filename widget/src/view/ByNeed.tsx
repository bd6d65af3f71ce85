// Where a part of the window stands that is fetched by need, again and again where it does not come.
import { useEffect } from "preact/hooks";
import { usePart, type More } from "./usePart";

const RETRY_MS = 5000;

export function ByNeed({ file, more }: { file: string; more?: More }) {
	const { place, state, retry } = usePart(file, () => {}, more);
	useEffect(() => {
		if (state !== "failed") return;
		const timer = setTimeout(retry, RETRY_MS);
		return () => clearTimeout(timer);
	}, [state]);
	return <div ref={place} />;
}
