import { Controller, Inject } from '@nestjs/common';
import { queueSettingsOf } from '../../queues.js';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { Problem } from '../routes/problem.js';
import { GetAnnouncement, GetLimits, ListQueues, SetAnnouncement, SetLimits, SetQueue } from './settings.routes.js';
import { SettingsService } from './settings.service.js';

/** Queues, the emergency announcement, timers and limits. */
@Controller('admin/v1')
export class SettingsController {
  constructor(@Inject(SettingsService) private readonly settings: SettingsService) {}

  @AdminRoute(GetAnnouncement)
  getAnnouncement() {
    return this.settings.announcement();
  }

  @AdminRoute(SetAnnouncement)
  async setAnnouncement(@Ask() { body, actor, note }: Asked<typeof SetAnnouncement>) {
    const before = await this.settings.announcement();
    note({ subject: 'setting:announcement', before: before.value, after: body.value });
    return { version: await this.settings.set('announcement', body, actor) };
  }

  @AdminRoute(ListQueues)
  async listQueues() {
    return { queues: await this.settings.queues() };
  }

  @AdminRoute(SetQueue)
  async setQueue(@Ask() { params: { queue }, body, actor, note }: Asked<typeof SetQueue>) {
    if (queue === 'lost_card' && body.value.hours !== 'always')
      throw new Problem('refused', {
        flaws: [{ where: 'body.value.hours', what: 'lost cards are taken at any hour' }],
      });
    const before = (await this.settings.queues()).find(({ name }) => name === queue);
    note({ subject: `setting:queue.${queue}`, before: before?.value, after: queueSettingsOf(body.value) });
    return { version: await this.settings.set(`queue.${queue}`, body, actor) };
  }

  @AdminRoute(GetLimits)
  getLimits() {
    return this.settings.limits();
  }

  @AdminRoute(SetLimits)
  async setLimits(@Ask() { body, actor, note }: Asked<typeof SetLimits>) {
    const before = await this.settings.limits();
    note({ subject: 'setting:limits', before: before.value, after: body.value });
    return { version: await this.settings.set('limits', body, actor) };
  }
}
