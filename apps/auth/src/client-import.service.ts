import { sortOut } from '#libs/bank-feed';
import type { ImportClients, ImportReply, RequestOf } from '#libs/contracts';
import { idOf } from '#libs/identity';
import type { CountryCode } from 'libphonenumber-js';
import { normaliseCallerNumber } from './domain/caller-number.js';
import type { ClientsRepository } from './persistence/clients.repository.js';

/** Takes in clients and their numbers as the bank's core knows them; the same record twice changes nothing. */
export class ClientImportService {
  constructor(
    private readonly clients: ClientsRepository,
    private readonly country: CountryCode,
  ) {}

  async import({ records, onlyCheck }: RequestOf<typeof ImportClients>): Promise<ImportReply> {
    const owners = await this.clients.ownersOf(records.map((record) => record.clientNumber));
    const { accepted, refused } = sortOut(records, (record) => {
      const badPhone = record.phones.findIndex((phone) => normaliseCallerNumber(phone, this.country) !== phone);
      if (badPhone !== -1) return `phones.${badPhone}: no caller could have this number`;
      const owner = owners.get(record.clientNumber);
      if (owner !== undefined && owner !== idOf('client', record.sourceId))
        return 'clientNumber: belongs to another client';
      // Of two new clients with one number, in one batch, the first keeps it.
      owners.set(record.clientNumber, idOf('client', record.sourceId));
      return null;
    });
    if (onlyCheck) return { stored: 0, refused };
    await this.clients.store(accepted);
    return { stored: accepted.length, refused };
  }
}
