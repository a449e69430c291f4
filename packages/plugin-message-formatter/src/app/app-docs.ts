import { describeSchema } from 'clacks'
import type { MessageSchema } from '../class-schema.js'
import type { MessageClasses } from './app-types.js'
import { isStandardSchema, type MessageClass } from './message-class.js'

/** The documentation of an application as Markdown: each class with its fields. */
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
          `Version ${version}: the message contains \`version: ${version}\`. Older versions are upgraded on arrival.`,
        ]),
    isStandardSchema(schema) ? vendorText(schema['~standard'].vendor) : fieldTable(schema),
  ]
  return `${lines.join('\n\n')}\n`
}

/** A Standard Schema can validate, but not describe itself. */
function vendorText(vendor: string): string {
  return `A ${vendor} schema checks its fields.`
}

function fieldTable(schema: MessageSchema): string {
  const { properties = {}, required = [] } = schema
  const rows = Object.entries(properties).map(([field, option]) => {
    const text = typeof option === 'object' && 'description' in option ? String(option.description) : ''
    const must = required.includes(field) ? 'yes' : 'no'
    return `| \`${field}\` | ${describeSchema(option)} | ${must} | ${text.replaceAll('|', '\\|')} |`
  })
  if (rows.length === 0) return 'It has no other fields.'
  return ['| field | type | required | |', '|---|---|---|---|', ...rows].join('\n')
}
