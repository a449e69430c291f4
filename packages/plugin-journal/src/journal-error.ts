import { ClacksError, isClacksError } from 'clacks'
import { codeOf, reasonOf } from './error-text.js'

/** What the operator can do about an error of the operating system. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free disk space',
  EDQUOT: 'Raise the disk quota of the user of the node, or free disk space',
  EROFS: 'The file system is read-only: set `folder` to one that can be written',
  EACCES: 'Make the folder readable and writable for the user of the node, or set another `folder`',
  EPERM: 'Make the folder readable and writable for the user of the node, or set another `folder`',
  ENOTDIR: 'There is a file where the folder should be: move it, or set another `folder`',
  EEXIST: 'There is a file where the folder should be: move it, or set another `folder`',
}

/** ERR_CLACKS_JOURNAL, which addresses the operator. */
export function journalError(text: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_JOURNAL', text, { cause })
}

/** Makes ERR_CLACKS_JOURNAL of whatever opening the journal in this folder threw. */
export function openError(folder: string, thrown: unknown): ClacksError {
  if (isClacksError(thrown)) return thrown
  const reason = reasonOf(thrown)
  const remedy = REMEDIES[codeOf(thrown)]
  const text = `The journal ${folder} cannot be opened: ${reason.replace(/\.$/, '')}.`
  return journalError(remedy === undefined ? text : `${text} ${remedy}.`, thrown)
}
