import type { Logger } from '#libs/logging';
import type { DeliveryLimits } from '../domain/next-step.js';
import type { DeliveriesRepository } from '../persistence/deliveries.repository.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';

/** What taking up and settling deliveries needs. */
export interface DispatchParts {
  readonly jobs: DeliveryJobs;
  readonly deliveries: DeliveriesRepository;
  readonly limits: DeliveryLimits & { readonly leaseSeconds: number; readonly stopSeconds: number };
  readonly logger: Logger;
}
