import {
  ChangeClientPhones,
  EndCall,
  FindClient,
  ImportCardCredentials,
  ImportClients,
  ListBlockedNumbers,
  ListLockedCards,
  LookUpCallerNumber,
  ReleaseLock,
  type RequestOf,
  VerifyCredential,
} from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CallerNumbers } from './caller-numbers.js';
import { CallsService } from './calls.service.js';
import { CardImportService } from './card-import.service.js';
import { ClientImportService } from './client-import.service.js';
import { ClientsService } from './clients.service.js';
import { LocksService } from './locks.service.js';
import { VerificationService } from './verification.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class AuthController {
  constructor(
    @Inject(VerificationService) private readonly verification: VerificationService,
    @Inject(CallerNumbers) private readonly callerNumbers: CallerNumbers,
    @Inject(CallsService) private readonly calls: CallsService,
    @Inject(LocksService) private readonly locks: LocksService,
    @Inject(ClientsService) private readonly clients: ClientsService,
    @Inject(ClientImportService) private readonly clientImport: ClientImportService,
    @Inject(CardImportService) private readonly cards: CardImportService,
  ) {}

  @Answers(VerifyCredential)
  verifyCredential(@Payload() request: RequestOf<typeof VerifyCredential>) {
    return this.verification.verify(request);
  }

  @Answers(LookUpCallerNumber)
  lookUpCallerNumber(@Payload() { presentedNumber }: RequestOf<typeof LookUpCallerNumber>) {
    return this.callerNumbers.lookUp(presentedNumber);
  }

  @Answers(EndCall)
  async endCall(@Payload() { callId }: RequestOf<typeof EndCall>) {
    await this.calls.end(callId);
    return {};
  }

  @Answers(ReleaseLock)
  releaseLock(@Payload() request: RequestOf<typeof ReleaseLock>) {
    return this.locks.release(request);
  }

  @Answers(ListLockedCards)
  listLockedCards(@Payload() request: RequestOf<typeof ListLockedCards>) {
    return this.locks.lockedCards(request);
  }

  @Answers(ListBlockedNumbers)
  listBlockedNumbers(@Payload() request: RequestOf<typeof ListBlockedNumbers>) {
    return this.locks.blockedNumbers(request);
  }

  @Answers(FindClient)
  findClient(@Payload() request: RequestOf<typeof FindClient>) {
    return this.clients.find(request);
  }

  @Answers(ChangeClientPhones)
  changeClientPhones(@Payload() request: RequestOf<typeof ChangeClientPhones>) {
    return this.clients.changePhones(request);
  }

  @Answers(ImportClients)
  importClients(@Payload() request: RequestOf<typeof ImportClients>) {
    return this.clientImport.import(request);
  }

  @Answers(ImportCardCredentials)
  importCardCredentials(@Payload() { importId, records }: RequestOf<typeof ImportCardCredentials>) {
    return this.cards.import(importId, records);
  }
}
