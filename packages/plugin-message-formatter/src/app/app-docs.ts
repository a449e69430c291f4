import type { MessageSchema } from '../class-schema.js'
import { asked } from '../words.js'
import type { MessageClasses } from './app-types.js'
import { isStandardSchema, type MessageClass } from './message-class.js'

/** The documentation of an application: each class with its fields, as Markdown. */
export function appDocs(classes: MessageClasses, title = 'Messages'): string {
  const sections = Object.entries(classes).map(([name, each]) => section(name, each))
  return `# ${title}\n\nEach message is an object with a \`class\`.\n\n${sections.join('\n')}`
}

function section(name: string, { schema, version = 1, description }: MessageClass): string {
  const lines = [
    `## ${name}`,
    ...(description === undefined ? [] : [description]),
    ...(version === 1
      ? []
      : [
          `Version ${version}: \`version: ${version}\` stands in the message. Older ones are upgraded when they are read.`,
        ]),
    isStandardSchema(schema) ? vendorText(schema['~standard'].vendor) : fieldTable(schema),
  ]
  return `${lines.join('\n\n')}\n`
}

/** Standard Schema says how to check, and not what is checked. */
function vendorText(vendor: string): string {
  return `Its fields are checked by a schema of ${vendor}.`
}

function fieldTable(schema: MessageSchema): string {
  const { properties = {}, required = [] } = schema
  const rows = Object.entries(properties).map(([field, option]) => {
    const text = typeof option === 'object' && 'description' in option ? String(option.description) : ''
    const must = required.includes(field) ? 'yes' : 'no'
    return `| \`${field}\` | ${asked(option)} | ${must} | ${text.replaceAll('|', '\\|')} |`
  })
  if (rows.length === 0) return 'It has no other field.'
  return ['| field | what | required | |', '|---|---|---|---|', ...rows].join('\n')
}
