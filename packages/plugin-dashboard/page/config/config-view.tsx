import { useState } from 'preact/hooks'
import type { ConfigEdit, ConfigValue, Origin } from '../api/types.js'
import { EditDialog } from '../parts/edit-dialog.js'
import { printable, printableLines, printableValue } from '../parts/printable.js'
import type { ViewProps } from '../parts/view.js'
import { useStore } from '../state/store.js'
import { useConfig } from './use-config.js'

/** Rows that are shown: the filter finds the others. */
const MAX_ROWS = 300

/** What the config says, with where each value comes from; edits of settings. */
export function ConfigView({ network, node }: ViewProps) {
  useStore(network)
  const { config, problem, read } = useConfig(node)
  const [filter, setFilter] = useState('')
  const [edited, setEdited] = useState<ConfigValue>()
  const [edit, setEdit] = useState<ConfigEdit>()
  if (config === undefined) return <p role="status">{problem === '' ? '…' : printableLines(problem)}</p>
  const canEdit = !node.readOnly && config.file !== undefined
  const plugins = config.plugins.flatMap(({ id, values }) =>
    values.map((value) => ({ ...value, name: `${id}: ${value.name}`, isOption: true })),
  )
  const rows = [...config.settings.map((value) => ({ ...value, isOption: false })), ...plugins].filter(
    ({ name }) => name.includes(filter),
  )
  return (
    <>
      <p>
        File: <code>{printable(config.file ?? 'none: the node runs on defaults')}</code>. State folder:{' '}
        <code>{printable(config.stateFolder)}</code>.
      </p>
      <label>
        Filter by name{' '}
        <input
          type="search"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
          maxLength={200}
        />
      </label>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be focused */}
      <section class="scroll" tabIndex={0} aria-label="Values of the config">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Value</th>
              <th scope="col">From</th>
              {canEdit && <th scope="col">Actions</th>}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((row) => (
              <tr key={row.name}>
                <th scope="row">{printable(row.name, 120)}</th>
                <td class="message">
                  <bdi>{printableValue(row.value)}</bdi>
                </td>
                <td>{originText(row.origin)}</td>
                {canEdit && (
                  <td>
                    {row.isOption ? (
                      <a href="#/plugins">in Plugins</a>
                    ) : (
                      <button
                        type="button"
                        aria-label={`Edit ${printable(row.name, 120)}`}
                        onClick={() => setEdited(row)}
                      >
                        Edit
                      </button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {edited !== undefined && (
        <ValueForm key={edited.name} value={edited} edit={setEdit} cancel={() => setEdited(undefined)} />
      )}
      {edit !== undefined && (
        <EditDialog
          node={node}
          edit={edit}
          closed={(isApplied) => {
            setEdit(undefined)
            if (isApplied) setEdited(undefined)
            read()
          }}
        />
      )}
    </>
  )
}

function originText({ kind, file, line, variable, valueFile }: Origin): string {
  const from = valueFile === undefined ? '' : `, value in ${valueFile}`
  if (variable !== undefined) return printable(`variable ${variable}${from}`)
  if (file === undefined) return printable(`${kind}${from}`)
  const place = file.replace(/^.*[\\/]/, '')
  return printable(`${kind} ${place}${line === undefined ? '' : `, line ${line}`}${from}`)
}

interface ValueFormProps {
  readonly value: ConfigValue
  readonly edit: (edit: ConfigEdit) => void
  readonly cancel: () => void
}

function ValueForm({ value: { name, path, value }, edit, cancel }: ValueFormProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value))
  const [problem, setProblem] = useState('')
  const title = printable(name, 120)
  return (
    <form
      class="row editor"
      aria-label={`Edit ${title}`}
      onSubmit={(event) => {
        event.preventDefault()
        try {
          const change = text.trim() === '' ? { path } : { path, value: JSON.parse(text) }
          setProblem('')
          edit({ action: 'set', changes: [change] })
        } catch {
          setProblem('That is not valid JSON. A text needs quotation marks.')
        }
      }}
    >
      <label class="wide">
        {title} (JSON; empty for the default)
        <textarea
          rows={2}
          value={text}
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          ref={(element) => element?.scrollIntoView({ block: 'nearest' })}
        />
      </label>
      <button type="submit">Preview the change</button>
      <button type="button" onClick={cancel}>
        Cancel
      </button>
      <p role="status">{problem}</p>
    </form>
  )
}
