/** After all tests of the project `bank`: ends their PostgreSQL and removes its data. */
export default async function tearDown() {
  await globalThis.bankTestServer?.stop();
}
