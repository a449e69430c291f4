// Only its types: the service may be missing.
import type {} from '@clacks/plugin-metrics'
import type { PluginContext } from 'clacks'
import type { Persister } from './persisting/persister.js'
import type { ArchiveReporter } from './recording/archive-reporter.js'
import type { Recorder } from './recording/recorder.js'

/** What the metrics of an archive are read from. */
export interface MetricSources {
  readonly recorder: Recorder
  readonly reporter: ArchiveReporter
  readonly persister: Persister | undefined
}

/** Adds the metrics of an archive, while there is a plugin that serves them. */
export function addMetrics(
  { id, withService }: PluginContext,
  { recorder, reporter, persister }: MetricSources,
): void {
  withService('metrics', (metrics) =>
    metrics.add(
      {
        clacks_archive_recorded_total: {
          type: 'counter',
          help: 'Messages that were archived, each time that they were received.',
          read: () => recorder.recorded,
        },
        clacks_archive_waiting_messages: {
          type: 'gauge',
          help: 'Messages that are not archived yet: in memory, or on the disk with `onFull: spill`.',
          read: () => recorder.waiting,
        },
        clacks_archive_missed_total: {
          type: 'counter',
          help: 'Messages that were not archived, and never will be.',
          read: () => reporter.missed,
        },
        clacks_archive_put_back_total: {
          type: 'counter',
          help: 'Messages that the persister put back in the queue.',
          read: () => persister?.count ?? 0,
        },
        clacks_archive_failing: {
          type: 'gauge',
          help: '1 while the database cannot be written, else 0.',
          read: () => (reporter.failure === undefined ? 0 : 1),
        },
      },
      { plugin: id },
    ),
  )
}
