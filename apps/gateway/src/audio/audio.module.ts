import { KeyFolder } from '#libs/config';
import { createLogger, type Logger } from '#libs/logging';
import { LANGUAGES } from '#libs/speech';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AudioAddresses } from './addresses.js';
import { type AudioSettings, cacheFolder } from './audio.config.js';
import { AudioController } from './audio.controller.js';
import { AUDIO_LIBRARY, AUDIO_LOGGER, SOUND_SOURCE } from './audio-library.js';
import { prepareSentences } from './preparation.js';
import { Recordings } from './recordings.js';
import { Renderer } from './renderer.js';
import { SaidTokens } from './said-token.js';
import { SoundStore } from './sound-store.js';
import { Synthesiser } from './synthesiser.js';

/** File of the key of addresses with a client's data, in the gateway's folder of secrets. */
const AUDIO_KEY_FILE = 'audio.key';

/** What the gateway has already, so that it is not made twice. */
export interface AudioSurroundings {
  /** Refuses a key that another purpose has too (S3). */
  readonly keys?: KeyFolder;
  readonly logger?: Logger;
}

/** Starts the preparation once the gateway listens, without making it wait, and ends it with the gateway. */
@Injectable()
class AudioLifetime implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private preparation: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Renderer) private readonly renderer: Renderer,
    @Inject(AUDIO_LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.preparation = prepareSentences(this.renderer, this.logger, this.stopping.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.renderer.close();
    await this.preparation;
  }
}

/** Everything callers hear as a file: recordings first, otherwise synthesised. Exports the {@link AUDIO_LIBRARY} and the {@link SOUND_SOURCE}. */
@Module({})
export class AudioModule {
  /**
   * @throws ConfigurationError at the start when the key cannot be used or RECORDINGS_DIR is no folder.
   */
  static forSettings(settings: AudioSettings, surroundings: AudioSurroundings = {}): DynamicModule {
    const logger = surroundings.logger ?? createLogger('gateway', 'info');
    return {
      module: AudioModule,
      controllers: [AudioController],
      providers: [
        { provide: AUDIO_LOGGER, useValue: logger },
        { provide: Renderer, useFactory: async () => createRenderer(settings, logger) },
        {
          provide: AudioAddresses,
          useFactory: (renderer: Renderer) => {
            const keys = surroundings.keys ?? new KeyFolder(settings.SECRETS_DIR);
            const tokens = new SaidTokens(keys.secret(AUDIO_KEY_FILE), settings.AUDIO_LINK_MINUTES * 60_000);
            return new AudioAddresses(renderer, tokens, settings);
          },
          inject: [Renderer],
        },
        { provide: AUDIO_LIBRARY, useExisting: AudioAddresses },
        { provide: SOUND_SOURCE, useExisting: AudioAddresses },
        AudioLifetime,
      ],
      exports: [AUDIO_LIBRARY, SOUND_SOURCE],
    };
  }
}

async function createRenderer(settings: AudioSettings, logger: Logger): Promise<Renderer> {
  const recordings = await Recordings.in(settings.RECORDINGS_DIR, (problem) =>
    logger.warn({ event: 'audio.recording-unusable' }, problem),
  );
  let missing: unknown;
  const synthesiser = await Synthesiser.find(settings.ESPEAK_PATH, settings.ESPEAK_RATE, (reason) => {
    missing = reason;
  });
  const store = new SoundStore(cacheFolder(settings));
  const renderer = new Renderer({ recordings, synthesiser, store, bankName: settings.BANK_NAME, logger });
  const silent = LANGUAGES.filter((language) => !renderer.canSpeak(language));
  if (silent.length > 0) {
    logger.warn(
      { event: 'audio.no-voice', languages: silent, ...(missing === undefined ? {} : { err: missing }) },
      `no audio for ${silent.join(', ')}: ${settings.ESPEAK_PATH} cannot be used and RECORDINGS_DIR is not complete; ` +
        'install espeak-ng, or record every sentence. Where a provider has its own voice it is heard',
    );
  }
  return renderer;
}
