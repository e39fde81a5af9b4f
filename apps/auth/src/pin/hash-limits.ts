import { availableParallelism } from 'node:os';
import type { TurnLimits } from '../turn-queue.js';

/** Threads on which Node runs native work, hashes among it, unless it is started otherwise. */
const NATIVE_THREADS = 4;

/** S15: at most one hash per core, 16 callers waiting. More hashes a second need another instance, not a longer queue. */
export const HASH_LIMITS: TurnLimits = { atOnce: Math.min(availableParallelism(), NATIVE_THREADS), maxWaiting: 16 };
