import { DescribeStatementExport, GetStatementExportPage, OpenStatementExport, type RequestOf } from '#libs/contracts';
import { Answers } from '#libs/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { StatementExportsService } from './statement-exports.service.js';

/** Contract in, service, reply out; no rule of the bank. */
@Controller()
export class StatementExportsController {
  constructor(@Inject(StatementExportsService) private readonly exports: StatementExportsService) {}

  @Answers(OpenStatementExport)
  open(@Payload() request: RequestOf<typeof OpenStatementExport>) {
    return this.exports.open(request);
  }

  @Answers(DescribeStatementExport)
  describe(@Payload() request: RequestOf<typeof DescribeStatementExport>) {
    return this.exports.describe(request);
  }

  @Answers(GetStatementExportPage)
  page(@Payload() request: RequestOf<typeof GetStatementExportPage>) {
    return this.exports.page(request);
  }
}
