import type { Stage } from './phone-line.js';
import type { Script, Step } from './script/script.schema.js';

/** What a script needs and a stage cannot do; such a script is not played there at all. */
export function abilitiesMissing(script: Script, stage: Stage): string[] {
  const steps = script.steps.flatMap((step): Step[] => [step, ...(step.atOnce ?? []).flatMap((call) => call.steps)]);
  const needed: [string, boolean, (step: Step) => boolean][] = [
    ['stop and start services', !stage.serviceDown || !stage.serviceUp, ({ service }) => service !== undefined],
    ['restart the gateway', !stage.restartGateway, ({ restart }) => restart !== undefined],
    ['unlock cards', !stage.unlockCard, ({ world }) => world !== undefined],
    ['deliver an event twice', !stage.repeats, ({ twice }) => twice !== undefined],
    ['see the count of wrong PINs', !stage.wrongPins, ({ wrongPins }) => wrongPins !== undefined],
    ['search what was written', !stage.everythingWritten, ({ noTraceOf }) => noTraceOf !== undefined],
  ];
  return needed.filter(([, lacks, isUsed]) => lacks && steps.some(isUsed)).map(([ability]) => ability);
}
