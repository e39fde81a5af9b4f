import type { SignedRequest } from '../../../call/lines/documents/webhooks.js';
import { exactly, type Figure, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import { tablesChanged, written } from '../effects.js';
import { attackedCalls, type Sent, sendAll } from '../strangers.js';

/** Valid requests that are altered, of each provider; and each how-manieth byte of them. */
const REQUESTS = { small: 1, ci: 2, full: 25 };
const EVERY_BYTE = { small: 5, ci: 1, full: 1 };

/** F33: valid requests of which one thing was changed: none is accepted. */
export const mutatedWebhooks: FaultCase = {
  fault: 'F33',
  title: 'mutated bodies',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const calls = await attackedCalls(bank);
    const before = await written(bank);
    const [gateway = ''] = bank.gateways;
    const statuses = new Map<number, number>();
    const taken: string[] = [];
    let sent = 0;
    for (let request = 0; request < REQUESTS[size]; request += 1) {
      for (const call of calls) {
        const valid = await call.signed(request % 2 === 0 ? call.pressing(String(request % 10)) : call.dialling());
        for (const { what, status } of await sendAll(gateway, mutations(call.network.name, valid, EVERY_BYTE[size]))) {
          sent += 1;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status < 400 || status >= 500) taken.push(`${what} (${status})`);
        }
      }
      say(`${sent} mutated requests were answered`);
    }
    const changed = tablesChanged(before, await written(bank));
    const goOn = await Promise.allSettled(calls.map((call) => call.press('1')));
    const counts = [...statuses].sort(([one], [other]) => one - other);
    return [
      exactly('mutated requests not refused', taken.length, 0),
      ...(taken.length > 0 ? [told('such as', [...new Set(taken)].slice(0, 10).join(', '))] : []),
      exactly('tables in which they changed anything', changed.length, 0),
      exactly('attacked calls that go on', goOn.filter(({ status }) => status === 'fulfilled').length, calls.length),
      told('sent', `${sent}, answered ${counts.map(([status, count]) => `${status}: ${count}`).join(', ')}`),
    ];
  },
};

function* mutations(name: string, valid: SignedRequest, everyByte: number): Generator<Sent> {
  const altered = (what: string, body: string | Buffer) => ({ what: `${name}: ${what}`, request: { ...valid, body } });
  yield* flipped(Buffer.from(valid.body), everyByte, altered);
  const fields = valid.body.split('&');
  const withField = (index: number, by: readonly string[]) => fields.toSpliced(index, 1, ...by).join('&');
  for (const [index, field] of fields.entries()) {
    const [parameter = '', value = ''] = field.split('=');
    const last = parameter.slice(-1);
    yield altered(
      `${parameter}: its last letter in the value`,
      withField(index, [`${parameter.slice(0, -1)}=${last}${value}`]),
    );
    if (/^[A-Za-z0-9]/.test(value))
      yield altered(
        `${parameter}: its value in the name`,
        withField(index, [`${parameter}${value.slice(0, 1)}=${value.slice(1)}`]),
      );
    yield altered(`${parameter}: repeated`, withField(index, [field, field]));
    yield altered(`${parameter}: repeated with another value first`, withField(index, [`${parameter}=0`, field]));
    yield altered(`${parameter}: repeated with another value`, withField(index, [field, `${parameter}=0`]));
    if (value.includes('%'))
      yield altered(`${parameter}: encoded twice`, withField(index, [`${parameter}=${value.replaceAll('%', '%25')}`]));
    const before = fields[index - 1];
    if (before !== undefined)
      yield altered(
        `${parameter}: in the value before it`,
        fields.toSpliced(index - 1, 2, `${before}${parameter}${value}`).join('&'),
      );
  }
}

/** One bit after the other, and the one between small and capital letters, in which an escape still reads alike. */
function* flipped(body: Buffer, everyByte: number, altered: (what: string, body: Buffer) => Sent): Generator<Sent> {
  for (let index = 0; index < body.length; index += everyByte) {
    for (const bit of new Set([index % 8, 5])) {
      const bytes = Buffer.from(body);
      bytes.writeUInt8((bytes[index] ?? 0) ^ (1 << bit), index);
      yield altered('a byte', bytes);
    }
  }
}
