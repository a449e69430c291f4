import { useState } from 'preact/hooks'
import type { ConfigEdit, ConfiguredPlugin } from '../api/types.js'
import { printable } from '../parts/printable.js'
import { changesOf, type Field, fieldsOf, nameOf } from './form-fields.js'

interface OptionsFormProps {
  readonly plugin: ConfiguredPlugin
  readonly readOnly: boolean
  readonly edit: (edit: ConfigEdit) => void
}

/** The options of a plugin as a form, made from its JSON Schema. */
export function OptionsForm({ plugin, readOnly, edit }: OptionsFormProps) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState('')
  const fields = fieldsOf(plugin.schema ?? {}, plugin.options)
  if (fields.length === 0)
    return (
      <p>
        {plugin.schema === undefined ? 'Its package has no schema of its options.' : 'It has no options.'}
      </p>
    )
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    try {
      const changes = changesOf(fields, texts)
      setProblem(changes.length === 0 ? 'Nothing was changed.' : '')
      if (changes.length > 0) edit({ action: 'configure', id: plugin.id, changes })
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  return (
    <form class="options" onSubmit={submit} aria-label={`Options of ${printable(plugin.id, 80)}`}>
      <fieldset disabled={readOnly}>
        <legend class="visually-hidden">Options of {printable(plugin.id, 80)}</legend>
        {fields.map((field) => (
          <FieldRow
            key={nameOf(field)}
            field={field}
            text={texts[nameOf(field)] ?? field.text}
            id={`option ${plugin.id} ${nameOf(field)}`}
            change={(text) => setTexts({ ...texts, [nameOf(field)]: text })}
          />
        ))}
      </fieldset>
      {!readOnly && <button type="submit">Preview the change</button>}
      <p role="status">{printable(problem)}</p>
    </form>
  )
}

interface FieldRowProps {
  readonly field: Field
  readonly text: string
  readonly id: string
  readonly change: (text: string) => void
}

function FieldRow({ field, text, id, change }: FieldRowProps) {
  const name = id.replace(/\s/g, '-')
  return (
    <div class="field">
      <label for={name}>{printable(nameOf(field), 100)}</label>
      <Input field={field} text={text} name={name} change={change} />
      <p id={`${name}-hint`}>
        {printable(field.description, 500)}
        {field.defaultText !== '' && ` Default: ${printable(field.defaultText, 100)}.`}
      </p>
    </div>
  )
}

interface InputProps {
  readonly field: Field
  readonly text: string
  readonly name: string
  readonly change: (text: string) => void
}

function Input({ field, text, name, change }: InputProps) {
  const common = {
    id: name,
    'aria-describedby': `${name}-hint`,
    value: text,
    required: field.isRequired,
  }
  const input = (event: { readonly currentTarget: { readonly value: string } }): void =>
    change(event.currentTarget.value)
  switch (field.kind) {
    case 'boolean':
    case 'choice':
      return (
        <select {...common} onChange={input}>
          {!field.isRequired && <option value="">(default)</option>}
          {(field.kind === 'boolean' ? ['true', 'false'] : field.choices).map((choice) => (
            <option key={choice} value={choice}>
              {printable(choice, 100)}
            </option>
          ))}
        </select>
      )
    case 'number':
      return (
        <input
          {...common}
          type="number"
          onInput={input}
          min={field.minimum}
          max={field.maximum}
          step={field.isInteger ? 1 : 'any'}
        />
      )
    case 'text':
      return <input {...common} onInput={input} autocomplete="off" />
    case 'lines':
      return <textarea {...common} rows={3} onInput={input} placeholder="one a line" />
    case 'json':
      return <textarea {...common} rows={3} onInput={input} placeholder="JSON" spellcheck={false} />
  }
}
