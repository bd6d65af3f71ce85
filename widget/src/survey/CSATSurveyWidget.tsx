// After a chat: how it was. It stands above the window's last panel, and takes little room until somebody
// rates. What was answered can be changed while the server takes it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { PartPort } from "../shared/contract";
import type { AskedSurvey } from "../shared/proto";
import { Leave } from "../view/icons";
import { Given, RatingSelector } from "./RatingSelector";
import { isOver, pauseAfter, Surveys } from "./survey";
import { textsOf, wordsOf, type Texts } from "./texts";

const MOST_CHARACTERS = 2000;

// Those of whom a visitor wants to hear no more, while the page lasts.
const dismissed = new Set<string>();

/** As it was read; tried until it is known, since a chat may have ended while nobody was connected. */
function useSurvey(surveys: Surveys) {
	const [survey, setSurvey] = useState<AskedSurvey | undefined>(undefined);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isGone = false;
		const read = (failures: number) => {
			const later = (error: unknown) => {
				if (!isGone && !isOver(error)) timer = setTimeout(read, pauseAfter(failures), failures + 1);
			};
			surveys.read().then((found) => isGone || setSurvey(found), later);
		};
		read(0);
		return () => {
			isGone = true;
			clearTimeout(timer);
		};
	}, []);
	return [survey, setSurvey] as const;
}

interface FormProps {
	survey: AskedSurvey;
	surveys: Surveys;
	texts: Texts;
	question: string;
	onAnswered(survey: AskedSurvey): void;
}

function Form({ survey, surveys, texts, question, onAnswered }: FormProps) {
	const [rating, setRating] = useState(survey.rating);
	const [comment, setComment] = useState("");
	const [state, setState] = useState<"asked" | "busy" | "failed" | "over">("asked");
	const send = async (event: Event) => {
		event.preventDefault();
		if (!rating || state === "busy") return;
		setState("busy");
		await surveys.answer(rating, comment).then(onAnswered, (error) => setState(isOver(error) ? "over" : "failed"));
	};
	return (
		<form onSubmit={send}>
			<RatingSelector
				label={question}
				names={texts.ratings}
				ofFive={texts.ofFive}
				scale={survey.scale ?? "stars"}
				rating={rating}
				onRate={setRating}
			/>
			{rating && (
				<>
					<label>
						<span>
							{texts.comment} <small>({texts.optional})</small>
						</span>
						<textarea
							rows={3}
							maxLength={MOST_CHARACTERS}
							dir="auto"
							value={comment}
							onInput={(event) => setComment(event.currentTarget.value)}
						/>
					</label>
					{survey.rating && <p>{texts.commentStays}</p>}
					<button type="submit" class="primary" aria-disabled={state === "busy"}>
						{texts.send}
					</button>
				</>
			)}
			{(state === "failed" || state === "over") && (
				<p class="problem" role="alert">
					{state === "over" ? texts.over : texts.failed}
				</p>
			)}
		</form>
	);
}

interface ThanksProps {
	survey: AskedSurvey;
	texts: Texts;
	thanks: string;
	/** It was answered just now, here: whoever did that goes on from what is said. */
	isNew: boolean;
	onChange(): void;
}

function Thanks({ survey, texts, thanks, isNew, onChange }: ThanksProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (isNew) heading.current?.focus();
	}, []);
	return (
		<div class="survey-thanks">
			<h3 ref={heading} tabIndex={-1}>
				<bdi>{thanks}</bdi>
			</h3>
			<Given
				scale={survey.scale ?? "stars"}
				rating={survey.rating!}
				label={`${survey.rating} ${texts.ofFive}, ${texts.ratings[survey.rating! - 1]}`}
			/>
			<button type="button" onClick={onChange}>
				{texts.change}
			</button>
		</div>
	);
}

interface StageProps {
	survey: AskedSurvey;
	surveys: Surveys;
	port: PartPort;
	onSurvey(survey: AskedSurvey): void;
}

function Stage({ survey, surveys, port, onSurvey }: StageProps) {
	const [step, setStep] = useState<"first" | "changing" | "sent">("first");
	const texts = textsOf(port.locale);
	const words = wordsOf(survey.texts, port.locale);
	const answered = (now: AskedSurvey) => {
		onSurvey(now);
		setStep("sent");
	};
	return survey.state === "open" || step === "changing" ? (
		<Form
			survey={survey}
			surveys={surveys}
			texts={texts}
			question={words?.question ?? texts.question}
			onAnswered={answered}
		/>
	) : (
		<Thanks
			survey={survey}
			texts={texts}
			thanks={words?.thanks ?? texts.thanks}
			isNew={step === "sent"}
			onChange={() => setStep("changing")}
		/>
	);
}

export function CSATSurveyWidget({ port }: { port: PartPort }) {
	const sessionId = port.sessionId!;
	const [surveys] = useState(() => new Surveys(port));
	const [survey, setSurvey] = useSurvey(surveys);
	const [isDismissed, setDismissed] = useState(dismissed.has(sessionId));
	const texts = textsOf(port.locale);
	const state = survey?.state;
	const isShown = !isDismissed && (state === "open" || state === "answered");
	const dismiss = () => {
		dismissed.add(sessionId);
		setDismissed(true);
	};
	return (
		<>
			<p role="status" class="hidden">
				{isShown && state === "open" && texts.title}
			</p>
			{isShown && (
				<section class="survey" aria-label={texts.title}>
					<button type="button" class="survey-dismiss" aria-label={texts.dismiss} onClick={dismiss}>
						<Leave />
					</button>
					<Stage survey={survey!} surveys={surveys} port={port} onSurvey={setSurvey} />
				</section>
			)}
		</>
	);
}
