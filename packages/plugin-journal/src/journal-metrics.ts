// Only its types: the service may be missing.
import type {} from '@clacks/plugin-metrics'
import type { PluginContext } from 'clacks'
import type { JournalStore } from './journal-store.js'

/** Adds the metrics of a journal, while there is a plugin that serves them. */
export function addMetrics({ withService }: PluginContext, store: JournalStore): void {
  withService('metrics', (metrics) =>
    metrics.add({
      clacks_journal_messages: {
        type: 'gauge',
        help: 'Messages in the journal, with those that left the queue and are not archived yet.',
        read: () => store.measurements().messages,
      },
      clacks_journal_bytes: {
        type: 'gauge',
        help: 'Bytes of the journal on the disk.',
        read: () => store.measurements().bytes,
      },
      clacks_journal_write_duration_seconds: {
        type: 'histogram',
        help: 'Time of a write to the disk, with its sync. One write may have many messages.',
        read: () => store.measurements().writeSeconds,
      },
      clacks_journal_write_failures_total: {
        type: 'counter',
        help: 'Writes that failed. They are retried each second; meanwhile messages are refused.',
        read: () => store.measurements().writeFailures,
      },
      clacks_journal_compactions_total: {
        type: 'counter',
        help: 'Compactions of the journal that succeeded.',
        read: () => store.measurements().compactions,
      },
    }),
  )
}
