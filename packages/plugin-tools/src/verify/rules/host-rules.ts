import type { RuleText } from '../rule.js'

/** What is checked with each clacks that the plugin is installed beside. */
export const HOST_RULES: readonly RuleText[] = [
  {
    id: 'host',
    title: 'It can be installed beside the lowest and the newest clacks of its peer range.',
    why: 'The range promises that it works with all of them.',
    mend: 'Choose a peer range of versions that are published and with which you test; `--clacks` names others.',
  },
  {
    id: 'import',
    title: 'It can be imported, and its default export is a plugin.',
    why: 'That is how a config loads it.',
    mend: 'Export what `definePlugin` gives as default, and load nothing that is not in `dependencies`.',
  },
  {
    id: 'require',
    title: 'It can be required.',
    why: 'Configs and programs in CommonJS load it so.',
    mend: 'Give `exports` a `require` or `default` entry, and use no top-level await.',
  },
  {
    id: 'config',
    title: 'A config that lists it makes a node that starts and stops.',
    why: 'That is how a node operator uses it.',
    mend: 'Read the finding. Where it needs options, give some in `"clacks-verify": { "valid": [{ … }] }` of package.json.',
  },
  {
    id: 'schema-current',
    title: 'The schema in the package is the one that it checks its options with.',
    why: 'Otherwise editors refuse what the plugin takes, or the other way round.',
    mend: 'Make one from the other, and test that they are equal.',
  },
  {
    id: 'process',
    title: 'It leaves the process as it was.',
    why: 'A listener for fatal errors hides the faults of others, and a changed global breaks what nobody connects with it.',
    mend: 'Let errors go to the node, keep variables in `setup`, and close everything with `ctx.onClose`.',
  },
  {
    id: 'floating',
    title: 'It waits for its promises.',
    why: 'A promise that fails with nobody waiting ends the process of the node.',
    mend: '`await` the call, return its promise from the tap, or handle its failure.',
  },
  {
    id: 'finished',
    title: 'All checks come to an end.',
    why: 'A plugin that blocks or ends the process takes the node with it.',
    mend: 'Call neither `process.exit` nor anything that waits for ever.',
  },
  {
    id: 'contract',
    title: 'It passes the contract suite of `clacks/testing`.',
    why: 'The suite tries what happens to a plugin in a network: reload, bad neighbours, any order, messages of any shape.',
    mend: 'Read the finding; run the suite in your own tests with `testPlugin`.',
  },
]
