import type { Type } from '@nestjs/common';
import { CallsController } from './calls/calls.controller.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { LocksController } from './locks/locks.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';

/** Everything the administration answers: routes with a declaration, and public pages. */
export const ADMIN_CONTROLLERS: readonly Type[] = [
  SignInController,
  CallsController,
  LocksController,
  DeliveriesController,
  SettingsController,
  DocumentsController,
];
