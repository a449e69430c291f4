import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openApiDocument } from './openapi-document.js'

const FILE = fileURLToPath(new URL('../openapi.json', import.meta.url))

/** `npx vitest run packages/plugin-gateway/test/openapi.test.ts -u` updates the file. */
it('openapi.json is made from the schemas of the routes', async () => {
  const document = await openApiDocument()
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(FILE)
})
