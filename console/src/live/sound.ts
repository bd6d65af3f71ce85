/*
 * Two short chimes, made by oscillators: no file to load, nothing the page's policy must allow.
 * Browsers keep sound back until the first click or key; before it, silence is right.
 */
export type Chime = 'visitor' | 'message';

const NOTES: Record<Chime, readonly number[]> = {
	visitor: [659.25, 880, 1108.73],
	message: [784, 987.77],
};
const NOTE_SECONDS = 0.11;
const DECAY_SECONDS = 0.35;
const LOUDNESS = 0.09;

let context: AudioContext | undefined;

function playNote(audio: AudioContext, frequency: number, at: number): void {
	const oscillator = audio.createOscillator();
	const gain = audio.createGain();
	oscillator.type = 'sine';
	oscillator.frequency.value = frequency;
	gain.gain.setValueAtTime(0, at);
	gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
	gain.gain.exponentialRampToValueAtTime(0.0001, at + DECAY_SECONDS);
	oscillator.connect(gain).connect(audio.destination);
	oscillator.start(at);
	oscillator.stop(at + DECAY_SECONDS);
}

export function playChime(chime: Chime): void {
	if (navigator.userActivation?.hasBeenActive === false) return;
	context ??= new AudioContext();
	void context.resume();
	NOTES[chime].forEach((frequency, index) =>
		playNote(context!, frequency, context!.currentTime + index * NOTE_SECONDS),
	);
}
