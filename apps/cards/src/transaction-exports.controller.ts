import {
  DescribeTransactionsExport,
  GetTransactionsExportPage,
  OpenTransactionsExport,
  type RequestOf,
} from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { TransactionExportsService } from './transaction-exports.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class TransactionExportsController {
  constructor(@Inject(TransactionExportsService) private readonly exports: TransactionExportsService) {}

  @Answers(OpenTransactionsExport)
  open(@Payload() request: RequestOf<typeof OpenTransactionsExport>) {
    return this.exports.open(request);
  }

  @Answers(DescribeTransactionsExport)
  describe(@Payload() request: RequestOf<typeof DescribeTransactionsExport>) {
    return this.exports.describe(request);
  }

  @Answers(GetTransactionsExportPage)
  page(@Payload() request: RequestOf<typeof GetTransactionsExportPage>) {
    return this.exports.page(request);
  }
}
