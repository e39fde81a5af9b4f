import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { FREESWITCH_SECRETS, FreeSwitchSettings } from './freeswitch.config.js';

const FOLDER = new URL('../../../../../../deploy/freeswitch/', import.meta.url);
const text = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const files = readdirSync(FOLDER, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.xml'));

/** What `set` puts into the variables, which `$${name}` reads. */
const variables = new Map(
  [...text('vars.xml').matchAll(/cmd="set" data="(\w+)=([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
);
const parser = new XMLParser();

describe('deploy/freeswitch', () => {
  it.each(files)('%s is well formed, and every variable in it is set', (file) => {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own; this one still validates
    expect(() => void parser.parse(text(file), true)).not.toThrow();
    const used = [...text(file).matchAll(/\$\$\{(\w+)\}/g)].map(([, name = '']) => name);
    // This one is FreeSWITCH's own.
    expect(used.filter((name) => name !== 'conf_dir' && !variables.has(name))).toEqual([]);
  });

  it('calls the demo’s gateway at our address, by POST, with the demo’s name and password', () => {
    expect(variables.get('gateway_url')).toBe('http://127.0.0.1:3000');
    expect(variables.get('gateway_user')).toBe(FreeSwitchSettings.parse({}).FREESWITCH_USER);
    expect(variables.get('gateway_password')).toBe(FREESWITCH_SECRETS.FREESWITCH_PASSWORD);
    const url = '$${gateway_url}/telephony/freeswitch/call';
    expect(text('dialplan/bank.xml')).toContain(`data="{url=${url},method=POST}"`);
    const httapi = text('autoload_configs/httapi.conf.xml');
    expect(httapi).toContain(`<param name="gateway-url" value="${url}"/>`);
    expect(httapi).toContain('<param name="method" value="POST"/>');
    expect(httapi).toContain('value="$${gateway_user}:$${gateway_password}"');
  });

  it('permits what our documents do and nothing else', () => {
    const httapi = text('autoload_configs/httapi.conf.xml');
    const named = (kind: string) =>
      [...httapi.matchAll(new RegExp(`<${kind} name="(\\w+)"`, 'g'))].map(([, name]) => name);
    expect(named('application')).toEqual(['flush_dtmf', 'bridge']);
    expect(named('variable').sort()).toEqual([
      'continue_on_fail',
      'hangup_after_bridge',
      'originate_disposition',
      'originate_disposition',
      'sensitive_dtmf',
    ]);
    for (const forbidden of ['dial', 'dial-full-originate', 'expand-vars', 'extended-data', 'conference'])
      expect(httapi).toContain(`<permission name="${forbidden}" value="false"/>`);
  });

  it('P1: logs nothing below a warning, prints no document, and does not trace', () => {
    expect(text('autoload_configs/logfile.conf.xml')).toContain('<map name="all" value="warning,err,crit,alert"/>');
    expect(text('autoload_configs/console.conf.xml')).toContain('<map name="all" value="warning,err,crit,alert"/>');
    expect(text('autoload_configs/switch.conf.xml')).toContain('<param name="loglevel" value="warning"/>');
    expect(text('autoload_configs/httapi.conf.xml')).toContain('<param name="debug" value="false"/>');
    expect(text('autoload_configs/sofia.conf.xml')).not.toContain('name="sip-trace" value="yes"');
  });

  it('says a last resort that needs the switch alone, after trying the same step again', () => {
    const dialplan = text('dialplan/bank.xml').replace(/<!--.*?-->/gs, '');
    const actions = [...dialplan.matchAll(/<action application="(\w+)"/g)].map(([, application]) => application);
    expect(actions.slice(actions.indexOf('httapi'))).toEqual([
      'httapi',
      'sleep',
      'httapi',
      'sleep',
      'httapi',
      'playback',
      'hangup',
    ]);
    const [, sound = ''] = /data="\$\$\{conf_dir\}\/([^"]+\.wav)"/.exec(dialplan) ?? [];
    expect(existsSync(new URL(sound, FOLDER))).toBe(true);
  });
});
