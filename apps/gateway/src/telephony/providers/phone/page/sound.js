/* global AudioBufferSourceNode, AudioContext, DOMException, GainNode, OscillatorNode, speechSynthesis, SpeechSynthesisUtterance */
// What comes out of the earpiece: the gateway's audio, the browser's own voice where there is none, and key tones.

import { pathOf } from './gateway.js';

const TONES = {
  rows: [697, 770, 852, 941],
  columns: [1209, 1336, 1477],
  keys: ['123', '456', '789', '*0#'],
};

/** How long a text stays on the screen that nobody can say, a character; milliseconds. */
const READING_MS = 55;

export class Earpiece {
  #context;
  #volume;

  /** Browsers allow sound only after a click or a key: call it from one. */
  open() {
    if (!this.#context) {
      this.#context = new AudioContext();
      this.#volume = this.#context.createGain();
      this.#volume.connect(this.#context.destination);
    }
    void this.#context.resume();
  }

  /** Silence for the ears; a call takes its time all the same. */
  mute(isMuted) {
    if (this.#volume) this.#volume.gain.value = isMuted ? 0 : 1;
  }

  /** Says lines one after the other and tells of each as it begins. Ends early, without an error, when it is cut. */
  async say(lines, signal, onLine) {
    if (signal.aborted) return;
    // All at once, so that there is no gap between them.
    const sounds = lines.map((line) => this.#load(line, signal));
    for (const [index, line] of lines.entries()) {
      if (signal.aborted) return;
      onLine(line);
      const sound = await sounds[index];
      if (signal.aborted) return;
      if (sound) await this.#play(sound, signal);
      else await this.#sayWithoutSound(line, signal);
    }
  }

  /** The two tones of a key. */
  tone(key) {
    const row = TONES.keys.findIndex((keys) => keys.includes(key));
    if (!this.#context || row < 0) return;
    const pair = [TONES.rows[row], TONES.columns[TONES.keys[row].indexOf(key)]];
    const { currentTime } = this.#context;
    for (const hertz of pair) {
      const level = new GainNode(this.#context, { gain: 0.08 });
      const tone = new OscillatorNode(this.#context, { frequency: hertz });
      tone.connect(level).connect(this.#volume);
      tone.start();
      tone.stop(currentTime + 0.12);
    }
  }

  /** Undefined where there is no sound to be had; the text is shown anyway. */
  async #load(line, signal) {
    if (line.audio === null) return undefined;
    try {
      const response = await fetch(pathOf(line.audio), { signal });
      if (!response.ok) return undefined;
      return await this.#context.decodeAudioData(await response.arrayBuffer());
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      return undefined;
    }
  }

  async #play(sound, signal) {
    const source = new AudioBufferSourceNode(this.#context, { buffer: sound });
    source.connect(this.#volume);
    source.start();
    // A machine without a sound card may never say that a sound ended.
    await ended((done) => source.addEventListener('ended', done), sound.duration * 1_000 + 400, signal);
    source.stop();
    source.disconnect();
  }

  async #sayWithoutSound({ text, language }, signal) {
    const readingMs = 800 + text.length * READING_MS;
    const voice = language === 'en' ? englishVoice() : undefined;
    if (!voice) return ended(() => undefined, readingMs, signal);
    const spoken = new SpeechSynthesisUtterance(text);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    speechSynthesis.speak(spoken);
    await ended(
      (done) => {
        spoken.addEventListener('end', done);
        spoken.addEventListener('error', done);
      },
      readingMs * 3,
      signal,
    );
    speechSynthesis.cancel();
  }
}

function englishVoice() {
  if (!('speechSynthesis' in globalThis)) return undefined;
  return speechSynthesis.getVoices().find(({ lang }) => lang.startsWith('en'));
}

/** When it says so, when its time is up, or when it is cut. */
function ended(listen, mostMs, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, mostMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    listen(done);
    signal.addEventListener('abort', done, { once: true });
  });
}
