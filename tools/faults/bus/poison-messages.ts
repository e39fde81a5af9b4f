import type { SeededRandom } from '../random.js';

/** Largest message that services read, in bytes (S27), and the largest that a server of NATS passes on by default. */
const READABLE_BYTES = 64 * 1024;
const PASSED_BYTES = 1024 * 1024;

const bytes = (text: string) => Buffer.from(text);
const packet = (pattern: string, data: string, id = '"1"') =>
  bytes(`{"pattern":"${pattern}","data":${data},"id":${id}}`);
const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;

/** Makes one message that no service may act on. */
type Poison = (subject: string, random: SeededRandom) => Uint8Array;

/** Kinds of poison (F22), by name. */
export const POISON: Readonly<Record<string, Poison>> = {
  noise: (_subject, random) => Uint8Array.from({ length: 1 + random.next() * 500 }, () => random.next() * 256),
  nothing: () => bytes(''),
  'cut off': (subject, random) => {
    const whole = packet(subject, '{"callId":"3f9f3a1c-5a0e-4f7e-9d0b-0b7e1f6a2d4e"}');
    return whole.subarray(0, 1 + Math.floor(random.next() * (whole.length - 1)));
  },
  'no packet': (_subject, random) => bytes(random.oneOf(['null', '[]', '42', '"text"', 'true', '{}'])),
  'wrong types': (subject, random) =>
    packet(subject, random.oneOf(['null', '[]', '1e999', '"x"', '{"exportId":1}', '{"records":{}}', '{"asOf":[]}'])),
  'other version': (subject) => packet(subject.replace('.v1.', '.v2.'), '{}'),
  'other subject': () => packet('auth.v1.credential.verify', '{}'),
  'odd id': (subject, random) => packet(subject, '{}', random.oneOf(['1', 'null', '{}', `"${'x'.repeat(50_000)}"`])),
  'deep lists': (subject) => packet(subject, nested('[', ']', 30_000)),
  'deep objects': (subject) => packet(subject, nested('{"records":', '}', 4_000)),
  'wide list': (subject) => packet(subject, `{"records":[${'0,'.repeat(30_000)}0]}`),
  'many fields': (subject) => packet(subject, `{${Array.from({ length: 5_000 }, (_, n) => `"f${n}":0`).join()}}`),
  prototype: (subject, random) =>
    packet(
      subject,
      random.oneOf([
        '{"__proto__":{"exportId":"3f9f3a1c-5a0e-4f7e-9d0b-0b7e1f6a2d4e"}}',
        '{"constructor":{"prototype":{"polluted":true}}}',
        '{"__proto__":null,"toString":1,"hasOwnProperty":0}',
      ]),
    ),
  'too large': (subject, random) =>
    packet(subject, `"${'x'.repeat(READABLE_BYTES + random.next() * (PASSED_BYTES - READABLE_BYTES) * 0.2)}"`),
};
