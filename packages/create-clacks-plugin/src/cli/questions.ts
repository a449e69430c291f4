import nodePlop, { type PromptQuestion } from 'node-plop'
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.js'
import type { Flags } from './flags.js'
import { checkedNames, summaryOf } from './plan.js'

type Asked = Extract<PromptQuestion, { type?: 'input' | 'list' | undefined }>

/** The open questions, named like the flags that answer them. Each but the name has a default. */
function questionsFor(given: Flags): Asked[] {
  const questions: Asked[] = [
    {
      type: 'input',
      name: 'name',
      message: 'What is the name of the plugin?',
      suffix: ' Such as my-logger.',
      validate: (typed: string) => errorIn(typed) ?? true,
      transformer: (typed: string, _: object, { isFinal }: { isFinal?: boolean }) =>
        isFinal === true ? `${typed}, on npm: ${checkedNames(typed).package}` : typed,
    },
    {
      type: 'list',
      name: 'template',
      message: 'Which template?',
      choices: TEMPLATE_NAMES.map((value) => ({
        value,
        name: `${value.padEnd(12)} ${TEMPLATES[value]}`,
        short: value,
      })),
    },
    {
      type: 'list',
      name: 'js',
      message: 'Which language?',
      choices: [
        { value: false, name: 'TypeScript' },
        { value: true, name: 'JavaScript, with types in JSDoc', short: 'JavaScript' },
      ],
    },
    {
      type: 'input',
      name: 'summary',
      message: 'What does it do, in one sentence?',
      default: ({ template = given.template ?? 'observer' }: Flags) => summaryOf(template),
    },
  ]
  return questions.filter(({ name }) => !(String(name) in given))
}

/**
 * Asks for what the flags leave open: at most four questions.
 *
 * @returns undefined if the user cancels
 */
export async function askFor(given: Flags): Promise<Flags | undefined> {
  const plop = await nodePlop('', { destBasePath: '', force: false })
  let isCancelled = false
  const generator = plop.setGenerator('plugin', {
    description: 'create a clacks plugin',
    prompts: (inquirer) =>
      new Promise((done, fail) => {
        // By default, Ctrl-C ends the process without a word.
        class Questions extends inquirer.ui.Prompt {
          protected override onForceClose(): void {
            this.close()
            isCancelled = true
            done({})
          }
        }
        new Questions(inquirer.prompt.prompts).run(questionsFor(given)).then(done, fail)
      }),
    actions: [],
  })
  const answers = await generator.runPrompts()
  if (!isCancelled) return { ...given, ...answers }
  console.log('Cancelled. Nothing was created.')
  return undefined
}

function errorIn(typed: string): string | undefined {
  try {
    checkedNames(typed)
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
