/**
 * The default export of a commands module of a plugin package, named in its package.json:
 * `"clacks": { "commands": "./dist/commands.js" }` adds `clacks NAME …` with the short name of the
 * plugin, and `"commands": { "archive": "./dist/commands.js" }` chooses the name.
 *
 * It receives the command `clacks NAME` of [commander](https://github.com/tj/commander.js) and adds
 * arguments, options, subcommands and actions. It is loaded when the command is called, and may be
 * async.
 *
 * @typeParam Command `Command` of commander, which only the types need
 * @example
 * const addCommands: AddCommands<Command> = (command) => {
 *   command.argument('[count]').action(async (count) => console.log(count))
 * }
 * export default addCommands
 */
export type AddCommands<Command> = (command: Command) => void | Promise<void>
