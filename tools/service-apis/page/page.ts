import { readFileSync } from 'node:fs';
import type { AsyncApiDocument, Channel, Message, Operation } from '../document.js';
import type { Schema } from '../schemas.js';
import { fieldTable, typeOf } from './field-rows.js';
import { code, escaped, type Html, html, join, json, prose } from './html.js';

const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The document as a page of HTML that needs nothing beside itself. */
export function pageOf(document: AsyncApiDocument): Html {
  const operations = Object.entries(document.operations);
  const services = [...new Set(operations.map(([, operation]) => ownerOf(operation)))].sort();
  const of = (service: string) => operations.filter(([, operation]) => ownerOf(operation) === service);
  const info = document.info as { title: string; version: string; description: string };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${escaped(info.title)}</title>
        <style>
          ${asset('page.css')}
        </style>
      </head>
      <body>
        <nav>
          <a class="home" href="#top">${escaped(info.title)}</a>
          <input type="search" placeholder="Search subjects, fields, codes" aria-label="Search" />
          <p id="found" role="status"></p>
          ${join(services.map((service) => navOf(service, of(service), document)))}
          <a href="#types">Types</a>
        </nav>
        <main id="top">
          <h1>${escaped(info.title)} <small>${escaped(info.version)}</small></h1>
          <p>
            ${escaped(info.description).replace('service-apis.md', '<a href="../service-apis.md">service-apis.md</a>')}
            As a document for tools: <a href="asyncapi.json">asyncapi.json</a>.
          </p>
          ${join(
            services.map(
              (service) =>
                html`<h2>${escaped(service)}</h2>
                  ${join(of(service).map(([name, one]) => operationOf(name, one, document)))}`,
            ),
          )}
          <h2 id="types">Types</h2>
          ${join(Object.entries(document.components.schemas).map(typeSection))}
        </main>
        <script>
          ${asset('search.js')};
        </script>
      </body>
    </html> `;
}

function navOf(service: string, operations: readonly [string, Operation][], document: AsyncApiDocument): Html {
  const links = operations.map(
    ([name]) => html`<li><a href="#${name}">${escaped(withoutOwner(document.channels[name]?.address))}</a></li>`,
  );
  return html`<h3>${escaped(service)}</h3>
    <ul>
      ${join(links)}
    </ul>`;
}

function operationOf(name: string, operation: Operation, { channels }: AsyncApiDocument): Html {
  const channel = channels[name];
  if (!channel) throw new Error(`${name} has no channel`);
  const isRequest = operation.action === 'receive';
  const who = (operation['x-asked-by'] ?? operation['x-heard-by'] ?? []).join(', ');
  const waits =
    operation['x-timeout-ms'] === undefined
      ? ''
      : html`<dt>Waits</dt>
          <dd>${operation['x-timeout-ms'] / 1_000} s at most</dd>`;
  return html`<section id="${name}">
    <h3>
      <a href="#${name}">${escaped(channel.address ?? name)}</a>
      <small>${isRequest ? 'request' : 'event'} ${escaped(name)}</small>
    </h3>
    <p>${prose(operation.description ?? '')}</p>
    <dl>
      <dt>${isRequest ? 'Asked by' : 'Heard by'}</dt>
      <dd>${escaped(who)}</dd>
      ${waits}
    </dl>
    ${join(Object.values(channel.messages).map((message) => messageOf(message, 'data')))}
    ${isRequest ? replyOf(channels[`${name}-reply`]) : ''}
  </section>`;
}

function messageOf({ title, payload, examples }: Message, field: string): Html {
  return html`<h4>${escaped(title)}</h4>
    ${fieldTableOf(payload.properties?.[field] ?? {})}
    ${join(examples.map((one, index) => exampleOf(`Example${examples.length > 1 ? ` ${String(index + 1)}` : ''}`, one.payload)))}`;
}

/** A message that is a type by itself shows that type. */
function fieldTableOf(schema: Schema): Html {
  return schema.$ref === undefined ? fieldTable(schema) : html`<p>${typeOf(schema)}</p>`;
}

function replyOf(channel: Channel | undefined): Html {
  const { reply, refusal } = channel?.messages ?? {};
  if (!reply || !refusal) throw new Error('a request has a reply and a refusal');
  const rows = refusal.examples.map(
    ({ name, summary = '' }) =>
      html`<tr>
        <td>${code(name)}</td>
        <td>${escaped(summary)}</td>
      </tr>`,
  );
  return html`${messageOf(reply, 'response')}
    <h4>Refusal</h4>
    <table class="codes">
      <tbody>
        ${join(rows)}
      </tbody>
    </table>
    ${exampleOf('Example', refusal.examples[0]?.payload)}`;
}

function exampleOf(title: string, value: unknown): Html {
  return html`<details>
    <summary>${escaped(title)}</summary>
    ${json(value)}
  </details>`;
}

function typeSection([name, schema]: [string, Schema]): Html {
  return html`<section id="type-${escaped(name)}">
    <h3><a href="#type-${escaped(name)}">${escaped(name)}</a></h3>
    <p>${prose(schema.description ?? '')}</p>
    ${schema.properties ? fieldTable(schema) : html`<p>${typeOf(schema)}</p>`}
  </section>`;
}

function ownerOf({ tags }: Operation): string {
  return tags[0]?.name ?? '';
}

function withoutOwner(address: string | null | undefined): string {
  return (address ?? '').replace(/^[^.]+\./, '');
}
