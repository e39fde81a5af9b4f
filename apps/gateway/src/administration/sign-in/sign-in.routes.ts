import { z } from 'zod';
import { defineRoute } from '../routes/route.js';
import { Role } from '../routes/role.js';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.js';

/** Name of a member of staff. */
export const UserName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,63}$/)
  .meta({ description: 'Letters, digits, dot, hyphen and underscore' });
const Password = z
  .string()
  .min(1)
  .max(LONGEST_PASSWORD * 2);
const Code = z
  .string()
  .regex(/^[0-9]{6}$/)
  .meta({ description: 'From the authenticator app; each is good once' });

const Tokens = z
  .object({
    accessToken: z.string().meta({ description: 'Sent as `Authorization: Bearer …`' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().meta({ description: 'Seconds' }),
    refreshToken: z.string().meta({ description: 'Good once; the session ends after 15 minutes without a request' }),
  })
  .meta({ id: 'Tokens' });

const TOKENS = {
  accessToken: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl',
  tokenType: 'Bearer',
  expiresIn: 300,
  refreshToken: 'Zm9yIHRoZSBuZXh0IHRva2VuIG9mIHRoaXMgc2Vzc2lvbg',
} as const;
const DONE = z.object({ done: z.literal(true) });

/** Tokens for name, password and code. */
export const SignIn = defineRoute({
  id: 'signIn',
  method: 'post',
  path: '/sign-in',
  tag: 'sign-in',
  summary: 'Sign in with name, password and one-time code',
  description: 'Ten failures in a row lock a name for 30 minutes. Every refusal is the same answer.',
  access: 'public',
  effect: 'session',
  body: z.strictObject({ name: UserName, password: Password, code: Code }),
  reply: Tokens,
  problems: ['sign-in-refused', 'too-many-requests', 'sign-in-elsewhere'],
  examples: { body: { name: 'mira', password: 'a good long password', code: '123456' }, reply: TOKENS },
});

/** New tokens for a refresh token. */
export const RefreshTokens = defineRoute({
  id: 'refreshTokens',
  method: 'post',
  path: '/sign-in/refresh',
  tag: 'sign-in',
  summary: 'Stay signed in: new tokens for a refresh token',
  access: 'public',
  effect: 'session',
  body: z.strictObject({ refreshToken: z.string().regex(/^[A-Za-z0-9_-]{20,100}$/) }),
  reply: Tokens,
  problems: ['sign-in-refused', 'sign-in-elsewhere'],
  examples: { body: { refreshToken: TOKENS.refreshToken }, reply: TOKENS },
});

/** Ends the session. */
export const SignOut = defineRoute({
  id: 'signOut',
  method: 'post',
  path: '/sign-out',
  tag: 'sign-in',
  summary: 'Sign out: the tokens of this session are good no more',
  access: 'signed-in',
  effect: 'session',
  reply: DONE,
  examples: { reply: { done: true } },
});

/** Who is asking. */
export const WhoAmI = defineRoute({
  id: 'whoAmI',
  method: 'get',
  path: '/me',
  tag: 'sign-in',
  summary: 'Who is signed in, and what they may do',
  access: 'signed-in',
  effect: 'none',
  reply: z.object({
    name: z.string(),
    roles: z.array(Role),
    operations: z.array(z.string()).meta({ description: 'Operations of this document that these roles may use' }),
  }),
  examples: { reply: { name: 'mira', roles: ['operator'], operations: ['whoAmI', 'listCalls'] } },
});

/** Another password. */
export const ChangePassword = defineRoute({
  id: 'changePassword',
  method: 'post',
  path: '/me/password',
  tag: 'sign-in',
  summary: 'Change the own password',
  access: 'signed-in',
  effect: 'session',
  body: z.strictObject({
    password: Password,
    code: Code,
    newPassword: Password.meta({ description: `At least ${SHORTEST_PASSWORD} characters` }),
  }),
  reply: DONE,
  problems: ['sign-in-refused', 'refused', 'sign-in-elsewhere'],
  examples: {
    body: { password: 'a good long password', code: '123456', newPassword: 'another, just as good' },
    reply: { done: true },
  },
});
