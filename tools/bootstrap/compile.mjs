import { compile } from './builder.mjs';
import { orOneSentence } from './problem.mjs';
import { root } from './root.mjs';

// In an image, where the Node that runs this is the right one and the dependencies are there.
await orOneSentence(() => compile(root, process.execPath));
