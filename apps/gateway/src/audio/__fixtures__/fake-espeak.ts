import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the stand-in for espeak-ng behaves, by voice. */
export interface FakeVoices {
  /** `tone`: says every text as 0.1 s of tone a word; `fails`: ends with an error; `hangs`: never ends; `silent`: no sound. */
  readonly [voice: string]: 'tone' | 'fails' | 'hangs' | 'silent';
}

/** One sentence it was asked to say. */
interface Said {
  readonly voice: string;
  readonly text: string;
  readonly options: string[];
  /** The process that said it. */
  readonly pid: number;
}

/** A program that behaves like espeak-ng where it matters, and writes down what it was asked to say. */
export interface FakeEspeak {
  readonly path: string;
  /** Every sentence so far. */
  readonly said: () => Promise<Said[]>;
  /** Changes how it behaves from now on. */
  readonly become: (voices: FakeVoices) => Promise<void>;
}

/** Writes the program into a folder. */
export async function fakeEspeak(folder: string, voices: FakeVoices): Promise<FakeEspeak> {
  const path = join(folder, 'fake-espeak');
  const diary = join(folder, 'said.jsonl');
  const become = (now: FakeVoices) => writeFile(join(folder, 'voices.json'), JSON.stringify(now));
  await writeFile(diary, '');
  await become(voices);
  await writeFile(path, `#!${process.execPath}\n${PROGRAM}`);
  await chmod(path, 0o755);
  const said = async () =>
    (await readFile(diary, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Said);
  return { path, said, become };
}

const PROGRAM = `
const fs = require('node:fs');
const path = require('node:path');
const options = process.argv.slice(2);
const voices = JSON.parse(fs.readFileSync(path.join(__dirname, 'voices.json'), 'utf8'));
if (options.includes('--version')) {
  console.log('fake espeak 1.0  Data at: ' + __dirname);
  process.exit(0);
}
const voice = options[options.indexOf('-v') + 1];
if (options.includes('-q')) process.exit(voice in voices ? 0 : 1);
const text = fs.readFileSync(0, 'utf8');
fs.appendFileSync(path.join(__dirname, 'said.jsonl'), JSON.stringify({ voice, text, options, pid: process.pid }) + '\\n');
if (voices[voice] === 'fails') process.exit(3);
if (voices[voice] === 'hangs') setInterval(() => {}, 1000);
else {
  const length = voices[voice] === 'silent' ? 0 : Math.round(22050 * 0.1 * text.split(' ').length);
  const header = Buffer.from('RIFF\\0\\0\\0\\0WAVEfmt \\x10\\0\\0\\0\\x01\\0\\x01\\0\\x22\\x56\\0\\0\\x44\\xac\\0\\0\\x02\\0\\x10\\0data\\0\\xf0\\xff\\x7f', 'latin1');
  const tone = Int16Array.from({ length }, (_, n) => 8000 * Math.sin((2 * Math.PI * 1000 * n) / 22050));
  process.stdout.write(Buffer.concat([header, Buffer.from(tone.buffer)]));
}
`;
