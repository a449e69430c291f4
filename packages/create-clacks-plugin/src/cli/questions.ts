import { cancel, intro, isCancel, note, select, text } from '@clack/prompts'
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.js'
import type { Flags } from './flags.js'
import { checkedNames, summaryOf } from './plan.js'

/**
 * Asks what no flag says: four questions at most, each with a default but the name.
 *
 * @returns undefined where it was broken off
 */
export async function askFor(given: Flags): Promise<Flags | undefined> {
  intro('a new clacks plugin')
  let flags = given
  for (const question of [askName, askTemplate, askLanguage, askSummary]) {
    const answer = await question(flags)
    if (answer === undefined) {
      cancel('broken off, nothing was made')
      return undefined
    }
    flags = { ...flags, ...answer }
  }
  return flags
}

async function askName({ name: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const name = await text({
    message: 'What is it called?',
    placeholder: 'my-logger',
    validate: (answer = '') => faultOf(answer),
  })
  if (isCancel(name)) return undefined
  const { package: whole } = checkedNames(name)
  if (whole !== name) note(whole, 'the name on npm')
  return { name }
}

async function askTemplate({ template: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const template = await select({
    message: 'What does it do?',
    // A hint would show of the one that is chosen only, and nobody could compare.
    options: TEMPLATE_NAMES.map((value) => ({ value, label: `${value.padEnd(12)} ${TEMPLATES[value]}` })),
  })
  return isCancel(template) ? undefined : { template }
}

async function askLanguage({ js: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const js = await select({
    message: 'In which language?',
    options: [
      { value: false, label: 'TypeScript' },
      { value: true, label: 'JavaScript', hint: 'with types in JSDoc' },
    ],
  })
  return isCancel(js) ? undefined : { js }
}

async function askSummary({ summary: given, template = 'observer' }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const usual = summaryOf(template)
  const summary = await text({
    message: 'What is it for, in one sentence?',
    placeholder: usual,
    defaultValue: usual,
  })
  return isCancel(summary) ? undefined : { summary }
}

function faultOf(typed: string): string | undefined {
  try {
    checkedNames(typed)
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
