/** Where each queue of agents is reached. */
export type QueuesByName = Readonly<Record<string, { destination: string; overflow?: string }>>;

/** The queue behind a destination; undefined for one that is nobody's. */
export function queueOf(destination: string, queues: QueuesByName): string | undefined {
  const found = Object.entries(queues).find(
    ([, queue]) => queue.destination === destination || queue.overflow === destination,
  );
  return found?.[0];
}
