import { setSourceMapsSupport } from 'node:module';

// Preloaded by every program of ours (`--import`): errors name the sources. Unlike with Node's own --enable-source-maps, the
// maps of packages stay unread, a fifth of a start.
setSourceMapsSupport(true);
