import { describe, expect, it } from '@jest/globals';
import { EngineStage } from '../../tools/call/lines/engine/engine-stage.js';
import { play } from '../../tools/call/play.js';
import { allScripts, casesOf } from './all-scripts.js';

/** Sunday of the week in which the invented bank was loaded, at noon. */
const NOON = Date.parse('2026-11-22T12:00:00+01:00');

describe.each(['core', 'provider'] as const)(
  'through the engine alone, keys typed ahead kept by the %s',
  (typeAhead) => {
    it.each(casesOf(allScripts()))('$scenario ($language): $title', async ({ script, language }) => {
      const { failures, unchecked, missing, result } = await play(
        script,
        new EngineStage({ at: NOON, typeAhead }),
        language,
      );
      expect({ result, missing, failures, unchecked }).toEqual({
        result: 'passed',
        missing: [],
        failures: [],
        unchecked: [],
      });
    });
  },
);
