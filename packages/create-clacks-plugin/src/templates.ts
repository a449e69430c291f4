/** The templates: name -> what the plugin does. */
export const TEMPLATES = {
  observer: 'watches messages and peers, and changes nothing',
  transformer: 'rewrites, drops and splits messages on their way',
  service: 'has timers and storage, and serves other plugins',
  messages: 'defines a class of messages, validated, with a typed API',
  command: 'adds a command to the shell, which asks the running plugin',
} as const

/** The name of a template. */
export type TemplateName = keyof typeof TEMPLATES

/** Whether a string is the name of a template. */
export function isTemplateName(text: string): text is TemplateName {
  return Object.hasOwn(TEMPLATES, text)
}

/** The names of all templates. */
export const TEMPLATE_NAMES: readonly TemplateName[] = Object.keys(TEMPLATES).filter(isTemplateName)
