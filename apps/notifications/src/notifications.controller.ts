import {
  CallGrantsRevoked,
  ChangeRecipientEmail,
  FindRecipient,
  ImportRecipients,
  ListDeliveries,
  type PayloadOf,
  type RequestOf,
  RequestStatement,
  RequestTransactionList,
  RequeueDeliveries,
  TellOfPhonesChanged,
} from '#libs/contracts';
import { GrantedData } from '#libs/granted-data';
import { Answers, Hears } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ContactsService } from './contacts/contacts.service.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { RecipientsImportService } from './recipients/recipients-import.service.js';
import { EmailRequestsService } from './requests/email-requests.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class NotificationsController {
  constructor(
    @Inject(EmailRequestsService) private readonly requests: EmailRequestsService,
    @Inject(RecipientsImportService) private readonly imports: RecipientsImportService,
    @Inject(DeliveriesService) private readonly deliveries: DeliveriesService,
    @Inject(ContactsService) private readonly contacts: ContactsService,
    @Inject(GrantedData) private readonly granted: GrantedData,
  ) {}

  @Answers(RequestStatement)
  requestStatement(@Payload() request: RequestOf<typeof RequestStatement>) {
    return this.requests.requestStatement(request);
  }

  @Answers(RequestTransactionList)
  requestTransactionList(@Payload() request: RequestOf<typeof RequestTransactionList>) {
    return this.requests.requestTransactionList(request);
  }

  @Answers(ImportRecipients)
  importRecipients(@Payload() request: RequestOf<typeof ImportRecipients>) {
    return this.imports.import(request);
  }

  @Answers(ListDeliveries)
  listDeliveries(@Payload() request: RequestOf<typeof ListDeliveries>) {
    return this.deliveries.list(request);
  }

  @Answers(RequeueDeliveries)
  requeueDeliveries(@Payload() request: RequestOf<typeof RequeueDeliveries>) {
    return this.deliveries.requeue(request);
  }

  @Answers(FindRecipient)
  findRecipient(@Payload() request: RequestOf<typeof FindRecipient>) {
    return this.contacts.find(request);
  }

  @Answers(ChangeRecipientEmail)
  changeRecipientEmail(@Payload() request: RequestOf<typeof ChangeRecipientEmail>) {
    return this.contacts.changeEmail(request);
  }

  @Answers(TellOfPhonesChanged)
  tellOfPhonesChanged(@Payload() request: RequestOf<typeof TellOfPhonesChanged>) {
    return this.contacts.tellOfPhonesChanged(request);
  }

  @Hears(CallGrantsRevoked)
  async revoke(@Payload() { callId, until }: PayloadOf<typeof CallGrantsRevoked>) {
    await this.granted.revoke(callId, until);
  }
}
