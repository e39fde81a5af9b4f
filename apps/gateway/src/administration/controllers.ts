import type { Type } from '@nestjs/common';
import { AuditRowsController } from './audit-rows/audit-rows.controller.js';
import { CallsController } from './calls/calls.controller.js';
import { ClientsController } from './clients/clients.controller.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { LocksController } from './locks/locks.controller.js';
import { PageController } from './page/page.controller.js';
import { ProposalsController } from './proposals/proposals.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { UsersController } from './users/users.controller.js';

/** Everything the administration answers: routes with a declaration, and public pages. */
export const ADMIN_CONTROLLERS: readonly Type[] = [
  SignInController,
  CallsController,
  LocksController,
  ClientsController,
  ProposalsController,
  DeliveriesController,
  ImportsController,
  SettingsController,
  UsersController,
  AuditRowsController,
  DocumentsController,
  PageController,
];
