import { availableParallelism } from 'node:os';
import type { TurnLimits } from '../turn-queue.js';

/** libuv runs native work on this many threads unless UV_THREADPOOL_SIZE says otherwise. */
const LIBUV_THREADS = 4;

/** S15: at most one hash per core, 16 callers waiting. */
export const HASH_LIMITS: TurnLimits = {
  atOnce: Math.min(availableParallelism(), Number(process.env['UV_THREADPOOL_SIZE'] ?? LIBUV_THREADS)),
  maxWaiting: 16,
};
