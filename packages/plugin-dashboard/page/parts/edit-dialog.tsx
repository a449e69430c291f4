import { useEffect, useRef, useState } from 'preact/hooks'
import type { Applied, ConfigEdit, Preview } from '../api/types.js'
import type { NodeState } from '../state/node-state.js'
import { Outcome } from './outcome.js'
import { printable } from './printable.js'
import { useAction } from './use-action.js'

/** Lines of a diff that are shown. */
const MAX_LINES = 400

interface EditDialogProps {
  readonly node: NodeState
  readonly edit: ConfigEdit
  /** Called when the dialog is closed. @param isApplied whether the edit was written */
  readonly closed: (isApplied: boolean) => void
}

/** Shows what an edit would change in the config file, and applies it if the person agrees. */
export function EditDialog({ node, edit, closed }: EditDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [preview, setPreview] = useState<Preview>()
  const [applied, setApplied] = useState(false)
  const action = useAction()
  useEffect(() => {
    dialog.current?.showModal()
    action.run(async () => {
      const shown = await node.client.post<Preview>('/v1/config/preview', { edit })
      setPreview(shown)
      return shown.diff === '' ? 'Nothing would change.' : ''
    })
  }, [])
  const apply = (): void =>
    action.run(async () => {
      const { reload } = await node.client.post<Applied>('/v1/config/apply', {
        edit,
        revision: preview?.revision,
      })
      setApplied(true)
      return summaryOf(reload)
    })
  const lines = preview?.diff.split('\n') ?? []
  return (
    <dialog ref={dialog} aria-labelledby="edit-title" onClose={() => closed(applied)}>
      <h3 id="edit-title">{applied ? 'The config was changed' : 'Change the config?'}</h3>
      {preview !== undefined && <p class="path">{printable(preview.file)}</p>}
      {lines.length > 1 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be focused
        <section class="diff" tabIndex={0} aria-label="Diff of the config file">
          <pre>
            {lines.slice(0, MAX_LINES).map((line, index) => (
              <span key={index} class={lineClass(line)}>
                {`${printable(line, 500)}\n`}
              </span>
            ))}
            {lines.length > MAX_LINES && `… ${lines.length - MAX_LINES} more lines`}
          </pre>
        </section>
      )}
      <Outcome action={action} />
      <div class="row">
        {!applied && (
          <button
            type="button"
            class="primary"
            onClick={apply}
            disabled={action.isRunning || preview === undefined || preview.diff === ''}
          >
            Apply
          </button>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          {applied ? 'Close' : 'Cancel'}
        </button>
      </div>
    </dialog>
  )
}

function lineClass(line: string): string {
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : ''
}

/** What the node took over: `added: logger; needs a restart: port`. */
function summaryOf(reload: Applied['reload']): string {
  const parts = Object.entries(reload)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind === 'restart' ? 'needs a restart' : kind}: ${names.join(', ')}`)
  return parts.length === 0 ? 'Written.' : `Written and taken over: ${parts.join('; ')}.`
}
