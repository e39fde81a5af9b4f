import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../domain/delivery.js';
import { Gate } from './gate.js';

const sent: Outcome = { kind: 'sent', reply: '250' };
const busy: Outcome = { kind: 'postponed', because: 'server-busy', reply: '421' };
const away: Outcome = { kind: 'postponed', because: 'server-away', reply: 'ECONNREFUSED' };

function aGate(most = 4) {
  const clock = { now: 1_000_000 };
  return {
    clock,
    gate: new Gate(
      most,
      () => clock.now,
      () => 0.5,
    ),
  };
}

describe('how many e-mails may be under way', () => {
  it('as many as the settings say, and another for each that ends', () => {
    const { gate } = aGate();
    const places = Array.from({ length: 4 }, () => gate.enter());
    expect(gate.free).toBe(0);
    places[0]!.end(sent);
    places[0]!.end(sent);
    expect(gate.free).toBe(1);
  });

  it('F15: one that stands still gives its place to another, up to a bound', () => {
    const { gate } = aGate(2);
    for (let i = 0; i < 4; i++) gate.enter().stall();
    expect(gate.free).toBe(2);
    for (let i = 0; i < 2; i++) gate.enter().stall();
    expect(gate.free).toBe(0);
    expect(gate.underWay).toBe(Gate.connections(2));
  });

  it('F18: fewer when the server takes fewer, and step by step more when it takes them again', () => {
    const { gate, clock } = aGate(4);
    const places = Array.from({ length: 4 }, () => gate.enter());
    for (const place of places.slice(1)) place.end(busy);
    expect(gate.free).toBe(0);
    places[0]!.end(sent);
    for (let i = 0; i < 20; i++) gate.enter().end(sent);
    expect(gate.free).toBe(1);
    clock.now += 2_000;
    for (let i = 0; i < 20; i++) gate.enter().end(sent);
    expect(gate.free).toBe(4);
  });

  it('F17: none while the server is away, then one to try it, with a growing pause', () => {
    const { gate, clock } = aGate();
    const places = Array.from({ length: 4 }, () => gate.enter());
    for (const place of places) place.end(away);
    expect(gate.free).toBe(0);
    const { since } = gate.absence ?? {};
    expect(gate.absence).toEqual(expect.objectContaining({ problem: 'ECONNREFUSED', since: expect.any(Date) }));
    for (const pause of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      clock.now += pause - 1;
      expect([gate.free, gate.pausedForMs]).toEqual([0, 1]);
      clock.now += 1;
      expect(gate.free).toBe(1);
      const place = gate.enter();
      expect(gate.free).toBe(0);
      place.end(away);
    }
    expect(gate.absence?.since).toBe(since);
    clock.now += 60_000;
    gate.enter().end(sent);
    expect(gate.free).toBe(4);
    expect(gate.absence).toBeUndefined();
  });

  it('F18: a server that takes one connection is not away, whichever of two e-mails ends first', () => {
    const { gate } = aGate(2);
    const [one, other] = [gate.enter(), gate.enter()];
    one.end(sent);
    other.end(busy);
    expect(gate.absence).toBeUndefined();
    expect(gate.free).toBe(1);
  });

  it('F18: a server that takes not even one connection is away', () => {
    const { gate } = aGate();
    gate.enter().end(busy);
    expect(gate.free).toBe(0);
    expect(gate.absence).toBeDefined();
  });
});
