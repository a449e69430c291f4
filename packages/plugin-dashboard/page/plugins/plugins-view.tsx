import { useState } from 'preact/hooks'
import type { ConfigEdit, ConfiguredPlugin, Plugin } from '../api/types.js'
import { useConfig } from '../config/use-config.js'
import { EditDialog } from '../parts/edit-dialog.js'
import { printable, printableLines } from '../parts/printable.js'
import type { ViewProps } from '../parts/view.js'
import { useStore } from '../state/store.js'
import { OptionsForm } from './options-form.js'

/** Each plugin with its time, failures, state and options. */
export function PluginsView({ network, node }: ViewProps) {
  useStore(network)
  const { config, problem, read } = useConfig(node)
  const [edit, setEdit] = useState<ConfigEdit>()
  const running = node.status?.plugins ?? []
  const configured = new Map(config?.plugins.map((plugin) => [plugin.id, plugin]))
  const off = (config?.plugins ?? []).filter(({ id }) => running.every((plugin) => plugin.id !== id))
  const canEdit = !node.readOnly && config?.file !== undefined
  return (
    <>
      {problem !== '' && <p>The options cannot be shown: {printableLines(problem)}</p>}
      {canEdit && <AddForm edit={setEdit} />}
      <ul class="plugins">
        {running.map((plugin) => (
          <li key={plugin.id}>
            <RunningPlugin plugin={plugin} />
            <Configured
              plugin={configured.get(plugin.id)}
              canEdit={canEdit}
              edit={setEdit}
              revision={config?.revision}
            />
          </li>
        ))}
        {off.map((plugin) => (
          <li key={plugin.id}>
            <h3>{printable(plugin.id, 80)}</h3>
            <p>○ off</p>
            <Configured plugin={plugin} canEdit={canEdit} edit={setEdit} revision={config?.revision} />
          </li>
        ))}
      </ul>
      {edit !== undefined && (
        <EditDialog
          node={node}
          edit={edit}
          closed={() => {
            setEdit(undefined)
            read()
          }}
        />
      )}
    </>
  )
}

function RunningPlugin({ plugin }: { readonly plugin: Plugin }) {
  const { id, name, version, state, calls, failures, milliseconds, problem } = plugin
  return (
    <>
      <h3>{printable(id, 80)}</h3>
      <p>
        {state === 'active' ? '● active' : '▲ quarantined: its taps are skipped for now'}
        {name !== id && `, plugin ${printable(name, 80)}`}
        {version !== undefined && `, version ${printable(version, 40)}`}
      </p>
      <dl class="figures">
        <div>
          <dt>calls</dt>
          <dd>{calls.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>failures</dt>
          <dd class={failures > 0 ? 'problem' : ''}>{failures.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>time</dt>
          <dd>{milliseconds.toFixed(1)} ms</dd>
        </div>
        <div>
          <dt>a call</dt>
          <dd>{calls === 0 ? '–' : `${(milliseconds / calls).toFixed(3)} ms`}</dd>
        </div>
      </dl>
      {problem !== undefined && (
        <p class={problem.isOver ? '' : 'problem'}>
          {problem.isOver ? 'Earlier problem: ' : 'Problem: '}
          <bdi>{printable(problem.text)}</bdi>
        </p>
      )}
    </>
  )
}

interface ConfiguredProps {
  readonly plugin: ConfiguredPlugin | undefined
  readonly canEdit: boolean
  readonly edit: (edit: ConfigEdit) => void
  /** The form begins anew when the file has changed. */
  readonly revision: string | undefined
}

function Configured({ plugin, canEdit, edit, revision }: ConfiguredProps) {
  if (plugin === undefined) return <p>It is not from the config.</p>
  const { id, enabled } = plugin
  const name = printable(id, 80)
  return (
    <>
      {canEdit && (
        <div class="row">
          <button
            type="button"
            aria-label={`Turn ${enabled ? 'off' : 'on'} ${name}`}
            onClick={() => edit({ action: enabled ? 'disable' : 'enable', id })}
          >
            {enabled ? 'Turn off' : 'Turn on'}
          </button>
          <button type="button" aria-label={`Remove ${name}`} onClick={() => edit({ action: 'remove', id })}>
            Remove
          </button>
        </div>
      )}
      <details>
        <summary>Options of {name}</summary>
        <OptionsForm key={revision ?? ''} plugin={plugin} readOnly={!canEdit} edit={edit} />
      </details>
    </>
  )
}

function AddForm({ edit }: { readonly edit: (edit: ConfigEdit) => void }) {
  const [name, setName] = useState('')
  return (
    <form
      class="row"
      aria-label="Add a plugin"
      onSubmit={(event) => {
        event.preventDefault()
        edit({ action: 'add', plugin: name.trim() })
      }}
    >
      <label>
        Plugin that is installed{' '}
        <input
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
          placeholder="logger"
          maxLength={200}
          required
        />
      </label>
      <button type="submit">Add</button>
    </form>
  )
}
