import { describe, expect, it } from '@jest/globals';
import { maskCallerNumber, normaliseCallerNumber } from './caller-number.js';

const REGISTERED = '+355690000001';

describe('P17: a caller number is brought to international form', () => {
  it.each([
    ['+355690000001', REGISTERED],
    ['00355690000001', REGISTERED],
    ['355690000001', REGISTERED],
    ['0690000001', REGISTERED],
    ['+35542234567', '+35542234567'],
    ['042234567', '+35542234567'],
    ['+14155550123', '+14155550123'],
    ['0014155550123', '+14155550123'],
    ['+447700900123', '+447700900123'],
    ['+390612345678', '+390612345678'],
  ])('%s is %s', (presented, normalised) => {
    expect(normaliseCallerNumber(presented, 'AL')).toBe(normalised);
  });

  it('reads a national number as one of the bank’s own country', () => {
    expect(normaliseCallerNumber('07700900123', 'GB')).toBe('+447700900123');
    expect(normaliseCallerNumber('0690000001', 'GB')).not.toBe(REGISTERED);
  });
});

/** Nothing here is the registered number, however much it looks like it. */
const withheld = [
  '',
  ' ',
  '-',
  'anonymous',
  'Anonymous',
  'ANONYMOUS',
  'unknown',
  'unavailable',
  'restricted',
  'private',
];
const words = [
  'blocked',
  'withheld',
  'null',
  'undefined',
  'NaN',
  '0',
  '00',
  '+',
  '++',
  '+0',
  '+00',
  'none',
  '{}',
  '[]',
];
const keypadWords = ['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253', '266696687', '7378742833'];
const sip = [
  'sip:+355690000001@bank.example',
  'sips:+355690000001@bank.example',
  'sip:anonymous@anonymous.invalid',
  'tel:+355690000001',
  'tel:+355-69-000-0001',
  '"A" <sip:+355690000001@bank.example>',
  '<+355690000001>',
  '+355690000001@bank.example',
  '+355690000001;ext=1',
  '+355690000001;phone-context=+355',
  '0690000001;phone-context=+355',
  'client:+355690000001',
  'whatsapp:+355690000001',
  'callto://+355690000001',
];
const separators = [
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\0',
  '.',
  '-',
  '/',
  '(',
  ')',
  ',',
  ';',
  ':',
  '_',
  '~',
  '*',
  '#',
  "'",
  '"',
];
const invisible = ['\u00a0', '\u200b', '\u200e', '\u202e', '\u2060', '\ufeff', '\u00ad', '\u3000', '\u2011', '\u2212'];
const separated = [...separators, ...invisible].flatMap((one) => [
  `${one}+355690000001`,
  `+355690000001${one}`,
  `+355${one}690000001`,
]);
const zeros = [0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0e50, 0x0f20, 0x17e0, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7f6];
const otherDigits = zeros.flatMap((zero) => [
  inDigitsFrom(zero, '+355690000001'),
  inDigitsFrom(zero, '0690000001'),
  `+35569000000${String.fromCodePoint(zero + 1)}`,
]);
const pluses = [
  '\uff0b355690000001',
  '\u2795355690000001',
  '\ufe62355690000001',
  '%2B355690000001',
  '&#43;355690000001',
];
const lengths = [
  ...[1, 2, 3, 4, 5, 6, 7].map((length) => '+355690000001'.slice(0, 1 + length)),
  ...[16, 17, 20, 40, 199].map((length) => `+${'355690000001'.repeat(20).slice(0, length)}`),
  '+35569000000',
  '+3556900000011',
  '+3556900000010',
  '+35569000000100',
  '+355690000001000',
];
const prefixes = [
  '+3550690000001',
  '+355+690000001',
  '+355 0 690000001',
  '++355690000001',
  '+00355690000001',
  '+0355690000001',
  '000355690000001',
  '0000355690000001',
  '011355690000001',
  '0355690000001',
  '0+355690000001',
  '00+355690000001',
  '+355355690000001',
  '355355690000001',
  '355+355690000001',
  '00 355690000001',
  '990355690000001',
  '810355690000001',
  '+10355690000001',
];
const suffixes = ['690000001', '90000001', '0000001', '000001', '1', '0000000690000001', '5690000001', '55690000001'];
const neighbours = [
  '+355690000002',
  '+355690000000',
  '+355690000010',
  '+356690000001',
  '+354690000001',
  '+385690000001',
];
const programs = [
  "+355690000001' OR '1'='1",
  '+355690000001%',
  '%355690000001',
  '_355690000001',
  '+35569000000_',
  '+355690000001--',
  '+355690000001::text',
  '3.55690000001e11',
  '355690000001.0',
  '0x52D1F5D0C1',
  '1e3',
  '-355690000001',
  '+355690000001,+355690000002',
  '+355690000001\n+355690000002',
  '${+355690000001}',
  '{"number":"+355690000001"}',
  '<script>+355690000001</script>',
  '٪2B355690000001',
];
const hostile = [
  ...withheld,
  ...words,
  ...keypadWords,
  ...sip,
  ...separated,
  ...otherDigits,
  ...pluses,
  ...lengths,
  ...prefixes,
  ...suffixes,
  ...neighbours,
  ...programs,
];

describe('S16: the caller number is compared, never trusted', () => {
  it('has at least 200 different hostile numbers', () => {
    expect(new Set(hostile).size).toBeGreaterThanOrEqual(200);
  });

  it.each(hostile.map((presented) => [JSON.stringify(presented), presented]))(
    '%s is not the number',
    (_, presented) => {
      const normalised = normaliseCallerNumber(presented, 'AL');
      expect(normalised).not.toBe(REGISTERED);
      expect(normalised ?? '+12345678').toMatch(/^\+[1-9]\d{7,14}$/);
    },
  );

  it.each(
    [...withheld, ...words, ...keypadWords, ...sip, ...separated, ...otherDigits, ...pluses, ...programs].map(
      (presented) => [JSON.stringify(presented), presented],
    ),
  )('%s is HIDDEN', (_, presented) => {
    expect(normaliseCallerNumber(presented, 'AL')).toBeUndefined();
  });

  it('shows no whole number in a log', () => {
    expect(maskCallerNumber(REGISTERED)).toBe('+355…01');
  });
});

function inDigitsFrom(zero: number, text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}
