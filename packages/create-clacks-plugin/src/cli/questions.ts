import nodePlop, { type PromptQuestion } from 'node-plop'
import { TEMPLATE_NAMES, TEMPLATES } from '../templates.js'
import type { Flags } from './flags.js'
import { gitSetting } from './git.js'
import { placeOf, summaryOf } from './plan.js'
import { repositoryIn } from './repository.js'
import { checkFolder } from './write-project.js'

type Asked = Extract<PromptQuestion, { type?: 'input' | 'list' | undefined }>

/** The open questions, named like the flags that answer them. Each but the name has a default. */
function questionsFor(given: Flags, isRepositoryUnknown: boolean): Asked[] {
  const questions: Asked[] = [
    {
      type: 'input',
      name: 'name',
      message: 'What is the name of the plugin?',
      suffix: ' Such as my-logger.',
      validate: (typed: string) => problemIn(() => checkFolder(placeOf(typed, given.parent).folder)),
      transformer: (typed: string, _: object, { isFinal }: { isFinal?: boolean }) =>
        isFinal === true ? `${typed}, on npm: ${placeOf(typed).names.package}` : typed,
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
    {
      type: 'input',
      name: 'repository',
      message: 'Which GitHub repository is it in?',
      suffix: ' OWNER/NAME, empty if there is none yet.',
      when: () => isRepositoryUnknown,
      validate: (typed: string) =>
        typed.trim() === '' || repositoryIn(typed) !== undefined || 'expected owner/name, as on GitHub.',
    },
  ]
  return questions.filter(({ name }) => !(String(name) in given))
}

/**
 * Asks for what the flags leave open: at most five questions. The repository is asked for
 * only if git does not know one.
 *
 * @returns undefined if the user cancels
 */
export async function askFor(given: Flags): Promise<Flags | undefined> {
  const plop = await nodePlop('', { destBasePath: '', force: false })
  const settings = ['github.user', 'remote.origin.url']
  const known = await Promise.all(settings.map((name) => gitSetting(name, given.parent ?? '.')))
  const isUnknown = known.every((value) => value === undefined)
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
        new Questions(inquirer.prompt.prompts).run(questionsFor(given, isUnknown)).then(done, fail)
      }),
    actions: [],
  })
  const answers = await generator.runPrompts()
  if (!isCancelled) return { ...given, ...answers }
  console.log('Cancelled. Nothing was created.')
  return undefined
}

function problemIn(check: () => unknown): true | string {
  try {
    check()
    return true
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
