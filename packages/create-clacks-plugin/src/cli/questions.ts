import { cancel, intro, isCancel, note, select, text } from '@clack/prompts'
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.js'
import type { Flags } from './flags.js'
import { checkedNames, summaryOf } from './plan.js'

/**
 * Asks for what the flags leave open: at most four questions, each but the name with a default.
 *
 * @returns undefined if the user cancels
 */
export async function askFor(given: Flags): Promise<Flags | undefined> {
  intro('Create a clacks plugin')
  let flags = given
  for (const question of [askName, askTemplate, askLanguage, askSummary]) {
    const answer = await question(flags)
    if (answer === undefined) {
      cancel('Cancelled. Nothing was created.')
      return undefined
    }
    flags = { ...flags, ...answer }
  }
  return flags
}

async function askName({ name: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const name = await text({
    message: 'What is the name of the plugin?',
    placeholder: 'my-logger',
    validate: (answer = '') => errorIn(answer),
  })
  if (isCancel(name)) return undefined
  const { package: whole } = checkedNames(name)
  if (whole !== name) note(whole, 'Name on npm')
  return { name }
}

async function askTemplate({ template: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const template = await select({
    message: 'Which template?',
    // A hint is only visible for the selected option, so that the templates could not be compared.
    options: TEMPLATE_NAMES.map((value) => ({ value, label: `${value.padEnd(12)} ${TEMPLATES[value]}` })),
  })
  return isCancel(template) ? undefined : { template }
}

async function askLanguage({ js: given }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const js = await select({
    message: 'Which language?',
    options: [
      { value: false, label: 'TypeScript' },
      { value: true, label: 'JavaScript', hint: 'with types in JSDoc' },
    ],
  })
  return isCancel(js) ? undefined : { js }
}

async function askSummary({ summary: given, template = 'observer' }: Flags): Promise<Flags | undefined> {
  if (given !== undefined) return {}
  const initial = summaryOf(template)
  const summary = await text({
    message: 'What does it do, in one sentence?',
    placeholder: initial,
    defaultValue: initial,
  })
  return isCancel(summary) ? undefined : { summary }
}

function errorIn(typed: string): string | undefined {
  try {
    checkedNames(typed)
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
