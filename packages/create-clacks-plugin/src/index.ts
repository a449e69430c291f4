/**
 * `create-clacks-plugin`: the program behind `npm create clacks-plugin`, and the renderer of its
 * templates.
 */
export type { Answers, Language, PackageManager, TemplateMark } from './answers.js'
export { namesFrom, type PluginNames } from './names.js'
export { render } from './render.js'
export { isTemplateName, TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.js'
