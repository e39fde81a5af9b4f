import type { Stage } from './phone-line.js';
import type { Script, Step } from './script/script.schema.js';

/** What a script needs and a stage cannot do; such a script is not played there at all. */
export function abilitiesMissing(script: Script, stage: Stage): string[] {
  const steps = script.steps.flatMap((step): Step[] => [step, ...(step.atOnce ?? []).flatMap((call) => call.steps)]);
  const { world } = stage;
  const needed: [string, boolean, (step: Step) => boolean][] = [
    ['stop and start services', !world.serviceDown || !world.serviceUp, ({ service }) => service !== undefined],
    ['restart the gateway', !world.restartGateway, ({ restart }) => restart !== undefined],
    ['unlock cards', !world.unlockCard, ({ world }) => world !== undefined],
    ['deliver an event twice', !stage.repeats, ({ twice }) => twice !== undefined],
    ['see the count of wrong PINs', !world.wrongPins, ({ wrongPins }) => wrongPins !== undefined],
    ['see what was e-mailed', !world.mailsTo, ({ mails }) => mails !== undefined],
    ['search what was written', !world.everythingWritten, ({ noTraceOf }) => noTraceOf !== undefined],
  ];
  return needed.filter(([, lacks, isUsed]) => lacks && steps.some(isUsed)).map(([ability]) => ability);
}
