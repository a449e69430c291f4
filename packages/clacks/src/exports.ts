export type { Address } from './address.js'
export { type Cancel, type Clock, systemClock } from './clock.js'
export { ConfigError, type ConfigIssue } from './config/check/config-issue.js'
export {
  type Config,
  type ConfigExport,
  type ConfigPlugin,
  type ConfigTls,
  defineConfig,
} from './config/define-config.js'
export type { ValueOrigin } from './config/layer/explain.js'
export { type LoadConfigOptions, type LoadedConfig, loadConfig } from './config/read/load-config.js'
export type { Place } from './config/read/place.js'
export { type ConfiguredOptions, configuredOptions } from './config/resolve/configured-options.js'
export type { DiscardReason, FailureReason, RefusalReason } from './counters.js'
export { decimalMultipleOf } from './decimal-multiple-of.js'
export { ERROR_CATALOGUE } from './error-catalogue.js'
export { ClacksError, type ErrorCode, isClacksError, PluginError } from './errors.js'
export { type FunctionOption, functionOption, typeofKeyword } from './function-option.js'
export { Histogram, type HistogramSnapshot } from './histogram.js'
export type { Delivery, FailedDelivery } from './hooks/delivery.js'
export type { Departure } from './hooks/departure.js'
export type { Discard } from './hooks/discard.js'
export type { HookName, HookSignatures } from './hooks/hook-table.js'
export type { Hooks } from './hooks/hooks.js'
export type { Reception } from './hooks/reception.js'
export {
  type DepartureVerdict,
  drop,
  hold,
  type ReceptionVerdict,
  reject,
  split,
  type Verdict,
} from './hooks/verdict.js'
export { type InputLine, linesOf } from './input-lines.js'
export { describeValue, formatIssue, type Issue, mismatch } from './issue.js'
export { createLog, type Log, type LogLevel } from './log.js'
export { Clacks } from './node.js'
export type { ClacksOptions, NodeChange } from './options.js'
export type { Peer, PeerStatus } from './peers/peer.js'
export type { StoredPeer } from './peers/snapshots.js'
export type { AddCommands } from './plugins/add-commands.js'
export type { ClacksNode } from './plugins/clacks-node.js'
export {
  definePlugin,
  type OptionsOf,
  type PluginDefinition,
  type PluginFactory,
  type PluginUse,
  type WrittenOptions,
} from './plugins/define-plugin.js'
export { type LegacyCallback, legacyPlugin } from './plugins/legacy.js'
export type { AnsweredRequests, NodeMeasurements } from './plugins/node-measurements.js'
export { PluginOptionsError } from './plugins/options-error.js'
export type {
  ApplyPlugin,
  CallLimits,
  Plugin,
  PluginContext,
  PluginHook,
  PluginHooks,
  PluginInput,
  PluginRelations,
  RequestHandler,
  SupervisedFunction,
  TapFunction,
  TapOptions,
  Teardown,
  Untap,
} from './plugins/plugin.js'
export type {
  NodeStatistics,
  PeersByStatus,
  PluginNode,
  PluginProblem,
  PluginReport,
  SupervisedNode,
} from './plugins/plugin-node.js'
export type { ServiceKey, ServiceOf } from './plugins/service.js'
export type { StandardSchema } from './plugins/standard-schema.js'
export { printableJson } from './printable.js'
export type { Origin } from './queue/intake.js'
export type {
  MessageRecorder,
  QueuedText,
  QueueStore,
  RecoveredMessage,
  StoredState,
} from './queue/queue-store.js'
export { type Random, systemRandom } from './random.js'
export type { ConfigEdit, ValueChange } from './reload/config-edit.js'
export type { AppliedEdit, Configuration, EditPreview } from './reload/configuration.js'
export { type CreateNodeOptions, createNode } from './reload/create-node.js'
export type { ConfigDescription, ConfiguredPlugin, ConfigValue } from './reload/describe-config.js'
export type { Reload } from './reload/reloader.js'
export { describeSchema, issuesFromAjv, type SchemaError } from './schema-issues.js'
export type { SettingsChange } from './settings/change.js'
export { OptionsError } from './settings/options-error.js'
export type { Limits, Settings, Weights, WrittenSettings } from './settings/settings.js'
export type { PinStore, TlsOptions, Trust } from './settings/tls-options.js'
export { type FolderLock, lockFolder } from './state/folder-lock.js'
export { writePrivateFile } from './state/private-file.js'
export type {
  Answer,
  Destination,
  InboundRequest,
  OutboundRequest,
  Reply,
  Transport,
} from './transport/transport.js'
export { redactUrl } from './url-secrets.js'
export { VERSION } from './version.js'
export { canonicalJson, messageHash } from './wire/canonical.js'
export { stringifyMessage } from './wire/json.js'
export { duplicateKeyIn, inexactNumberIn } from './wire/json-fidelity.js'
export { elementsOf, textAt } from './wire/json-text.js'
