import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
const LICENSE = /^licen[cs]e/i

/**
 * Writes name, version and licence of every package that became part of a build to `file`, as
 * their licences ask.
 *
 * @throws Error where one of them names no licence: it may not be bundled
 */
export function licenses(file: string): Plugin {
  return {
    name: 'licenses',
    setup(build) {
      build.initialOptions.metafile = true
      build.onEnd(async ({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {})
        const folders = new Set(inputs.flatMap((input) => FOLDER.exec(input) ?? []))
        if (folders.size === 0) return
        const texts = await Promise.all([...folders].sort().map(licenseIn))
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, texts.join(`\n${'-'.repeat(80)}\n\n`))
      })
    },
  }
}

async function licenseIn(folder: string): Promise<string> {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((entry) => LICENSE.test(entry))
  if (file === undefined && license === undefined)
    throw new Error(`${name} says nothing of its licence: it cannot be bundled.`)
  const holder = typeof author === 'string' ? author : author?.name
  const text =
    file === undefined ? `${license}, ${holder ?? name}` : await readFile(join(folder, file), 'utf8')
  return `${name} ${version}\n\n${text.trim()}\n`
}
