// A short soft tone for a new message, made by WebAudio: nothing to download, off until asked for.

const LENGTH_S = 0.35;
const LOUDNESS = 0.08;
const TONES_HZ = [660, 880];

let context: AudioContext | undefined;

function play(audio: AudioContext, frequency: number, at: number): void {
	const tone = audio.createOscillator();
	const volume = audio.createGain();
	tone.type = "sine";
	tone.frequency.value = frequency;
	volume.gain.setValueAtTime(0, at);
	volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
	volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
	tone.connect(volume).connect(audio.destination);
	tone.start(at);
	tone.stop(at + LENGTH_S);
}

/** Plays, or stays silent where the browser wants a click first. */
export function ping(): void {
	try {
		context ??= new AudioContext();
		const audio = context;
		void audio.resume().then(() => {
			TONES_HZ.forEach((tone, at) => play(audio, tone, audio.currentTime + at * 0.09));
		});
	} catch {
		// No audio device, or none allowed.
	}
}
