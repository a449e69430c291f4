import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
const LICENSE = /^licen[cs]e/i

/**
 * Writes name, version and licence of every package that became part of a build to `file`, as their licences ask.
 *
 * @throws Error where one of them has no licence file: it may not be bundled
 */
export function licenses(file: string): Plugin {
  return {
    name: 'licenses',
    setup(build) {
      build.initialOptions.metafile = true
      build.onEnd(async ({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {})
        const folders = new Set(inputs.flatMap((input) => FOLDER.exec(input) ?? []))
        const texts = await Promise.all([...folders].sort().map(licenseIn))
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, texts.join(`\n${'-'.repeat(80)}\n\n`))
      })
    },
  }
}

async function licenseIn(folder: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const license = (await readdir(folder)).find((entry) => LICENSE.test(entry))
  if (license === undefined) throw new Error(`${name} has no licence file: it cannot be bundled.`)
  return `${name} ${version}\n\n${(await readFile(join(folder, license), 'utf8')).trim()}\n`
}
