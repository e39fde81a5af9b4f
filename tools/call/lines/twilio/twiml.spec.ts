import { describe, expect, it } from '@jest/globals';
import { DocumentRefused } from '../documents/verbs.js';
import { parseTwiml } from './twiml.js';

const read = (inside: string) => parseTwiml(`<?xml version="1.0" encoding="UTF-8"?>\n<Response>${inside}</Response>`);

describe('a document for Twilio', () => {
  it('is read verb by verb, with the defaults of the sheet', () => {
    expect(
      read(
        '<Say>One &amp; two</Say><Gather action="https://x.example/a"><Play>https://x.example/p</Play></Gather><Hangup/>',
      ),
    ).toEqual([
      { verb: 'Say', text: 'One & two', language: 'en-US' },
      {
        verb: 'Gather',
        action: 'https://x.example/a',
        numDigits: undefined,
        firstDigitMs: 5_000,
        interDigitMs: 5_000,
        finishOnKey: '#',
        reportsSilence: false,
        reportsBareFinishKey: false,
        prompts: [{ verb: 'Play', url: 'https://x.example/p' }],
      },
      { verb: 'Hangup' },
    ]);
  });

  it('keeps an empty finishOnKey, which is not the default', () => {
    expect(read('<Gather finishOnKey="" numDigits="1"/>')).toMatchObject([{ finishOnKey: '', numDigits: 1 }]);
  });

  it('dials a number or a SIP address with its headers', () => {
    expect(read('<Dial><Number>+35542000001</Number></Dial>')).toMatchObject([
      { destination: '+35542000001', ringSeconds: 30 },
    ]);
    const [dial] = read('<Dial timeout="20"><Sip>sip:a@b.example?X-A=1&amp;X-B=2</Sip></Dial>');
    expect(dial).toMatchObject({ destination: 'sip:a@b.example', ringSeconds: 20 });
    expect(dial?.verb === 'Dial' && dial.headers?.get('X-B')).toBe('2');
  });

  it.each([
    ['an unknown verb', '<Shout>hello</Shout>'],
    ['an unknown attribute', '<Say volume="11">hello</Say>'],
    ['a verb where none belongs', '<Gather><Dial><Number>+35542000001</Number></Dial></Gather>'],
    ['a text where none belongs', 'hello<Hangup/>'],
    ['a verb without its text', '<Say></Say>'],
    ['names in another case', '<hangup/>'],
    ['a number that is none', '<Gather numDigits="many"/>'],
    ['a finish key that is none', '<Gather finishOnKey="x"/>'],
    ['a Gather by GET, which would put digits into an address', '<Gather method="GET"/>'],
    ['a Gather that listens to speech', '<Gather input="dtmf speech"/>'],
    ['a destination that is none', '<Dial><Number>agents</Number></Dial>'],
    ['two destinations', '<Dial><Number>+35542000001</Number><Number>+35542000002</Number></Dial>'],
    ['an element left open', '<Say>hello'],
  ])('is refused with %s', (_, inside) => {
    expect(() => read(inside)).toThrow(DocumentRefused);
  });

  it('is refused when it is no XML, has another root, or is above 64 kB', () => {
    expect(() => parseTwiml('hello')).toThrow(DocumentRefused);
    expect(() => parseTwiml('<Answer/>')).toThrow(/one Response/);
    expect(() => read(`<Say>${'a'.repeat(64_000)}</Say>`)).toThrow(/too large/);
  });
});
