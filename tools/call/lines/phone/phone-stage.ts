import type { Stage, World } from '../../phone-line.js';
import { PhonePageLine, type PhonePageLineParts } from './phone-page-line.js';

export interface PhoneStageOptions extends Omit<PhonePageLineParts, 'callerNumber'> {
  world?: World;
}

/** A gateway, telephoned as the phone in the browser does. */
export function phoneStage({ world = {}, ...parts }: PhoneStageOptions): Stage {
  return {
    name: 'phone',
    sees: { queue: true, context: true, outcome: parts.outcomeOf !== undefined },
    repeats: true,
    dial: (callerNumber) => new PhonePageLine({ ...parts, callerNumber }),
    world,
  };
}
