import type { RuleText } from '../rule.js'

/** Rules that are checked with each version of clacks that the plugin is installed beside. */
export const HOST_RULES: readonly RuleText[] = [
  {
    id: 'host',
    title: 'It can be installed beside the lowest and the newest clacks of its peer range.',
    why: 'The range promises that it works with all of them.',
    fix: 'Choose a peer range of published versions that you test with; `--clacks` selects others.',
  },
  {
    id: 'import',
    title: 'It can be imported, and its default export is a plugin.',
    why: 'That is how a config loads it.',
    fix: 'Export the result of `definePlugin` as default, and import only what is in `dependencies`.',
  },
  {
    id: 'require',
    title: 'It can be required.',
    why: 'Configs and programs in CommonJS load it this way.',
    fix: 'Give `exports` a `require` or `default` entry, and use no top-level await.',
  },
  {
    id: 'same-exports',
    title: 'It exports the same names, values and types, to `import` and to `require`.',
    why: 'Users of one module system miss what the documentation shows, or get `undefined`.',
    fix: 'List the same names in `src/index` and in both files of `require`, `index.cjs` and `index.d.cts`.',
  },
  {
    id: 'compile',
    title: 'TypeScript compiles an ES module and a CommonJS module that use it.',
    why: 'Only the compilers of your users see the types that you publish: yours reads the sources.',
    fix: 'Correct the types that the message names. A CommonJS module loads those of `require`.',
  },
  {
    id: 'companions',
    title: 'The plugins that it requires are known to `verify`.',
    why: 'Nothing else can be checked without them.',
    fix: 'Name them in package.json as a config does: `"clacks-verify": { "companions": ["weather"] }`, and install them (`devDependencies`), or pass their packages with `--with`.',
  },
  {
    id: 'config',
    title: 'A node with a config that lists it starts and stops.',
    why: 'That is how operators of nodes use it.',
    fix: 'Read the message. If the plugin needs options, add some to `"clacks-verify": { "valid": [{ … }] }` of package.json.',
  },
  {
    id: 'commands',
    title: 'Its commands load, have a description, and names that nothing else has.',
    why: 'A command is loaded only when somebody calls it, and one with a name that is taken is never reached.',
    fix: 'Point `clacks.commands` of package.json to a file in the package whose default export is a function, see `AddCommands`, and call `command.description(…)` there.',
  },
  {
    id: 'schema-current',
    title: 'The schema in the package is the one that the plugin validates its options with.',
    why: 'Otherwise editors reject what the plugin accepts, or the other way round.',
    fix: 'Generate one from the other, and test that they are equal.',
  },
  {
    id: 'process',
    title: 'It leaves the process as it was.',
    why: 'A listener for fatal errors hides the errors of others, and a changed global breaks code that seems unrelated.',
    fix: 'Let errors reach the node, keep variables in `setup`, and close everything with `ctx.onClose`. What a dependency leaves can be allowed by name: `"off": { "process/NAME": "set by mqtt" }`.',
  },
  {
    id: 'floating',
    title: 'It handles its promises.',
    why: 'An unhandled rejection ends the process of the node.',
    fix: '`await` the call, return its promise from the tap, or catch its error.',
  },
  {
    id: 'finished',
    title: 'All checks finish.',
    why: 'A plugin that blocks or ends the process takes the node with it.',
    fix: 'Call neither `process.exit` nor anything that never returns.',
  },
  {
    id: 'contract',
    title: 'It passes the contract suite of `clacks/testing`.',
    why: 'The suite covers what happens to a plugin in a network: reloads, failing neighbours, any order of plugins, messages of any shape.',
    fix: 'Read the message, and run the suite in your own tests with `testPlugin`.',
  },
]
