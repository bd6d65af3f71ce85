// Where an ended chat's survey stands; what draws it is fetched by need, again and again where it does not come.
import { useEffect } from "preact/hooks";
import { usePart } from "./usePart";

const RETRY_MS = 5000;

export function Survey() {
	const { place, state, retry } = usePart(SURVEY_FILE, () => {});
	useEffect(() => {
		if (state !== "failed") return;
		const timer = setTimeout(retry, RETRY_MS);
		return () => clearTimeout(timer);
	}, [state]);
	return <div ref={place} />;
}
