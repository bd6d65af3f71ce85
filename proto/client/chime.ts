// A few short notes, made by oscillators: no file to load, nothing that a page's policy must allow.
// Browsers keep sound back until the first click or key; before it, silence is right.

const APART_S = 0.1;
const DECAY_S = 0.35;
const ATTACK_S = 0.015;
const LOUDNESS = 0.085;

let context: AudioContext | undefined;

function playNote(audio: AudioContext, frequency: number, at: number): void {
	const tone = audio.createOscillator();
	const volume = audio.createGain();
	tone.frequency.value = frequency;
	volume.gain.setValueAtTime(0, at);
	volume.gain.linearRampToValueAtTime(LOUDNESS, at + ATTACK_S);
	volume.gain.exponentialRampToValueAtTime(0.0001, at + DECAY_S);
	tone.connect(volume).connect(audio.destination);
	tone.start(at);
	tone.stop(at + DECAY_S);
}

export function chime(notesHz: readonly number[]): void {
	if (navigator.userActivation?.hasBeenActive === false) return;
	try {
		context ??= new AudioContext();
		const audio = context;
		void audio.resume().then(() => {
			notesHz.forEach((note, at) => playNote(audio, note, audio.currentTime + at * APART_S));
		});
	} catch {
		// No audio device, or none allowed.
	}
}
