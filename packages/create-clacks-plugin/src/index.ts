/** `create-clacks-plugin`: what `npm create clacks-plugin` runs, and the renderer of its templates. */
export type { Answers, Language, PackageManager, TemplateMark } from './answers.js'
export { namesFrom, type PluginNames } from './names.js'
export { render } from './render.js'
export { isTemplateName, TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.js'
