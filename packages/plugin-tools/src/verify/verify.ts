import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ContractIssue } from '../contract/task.js'
import { reasonOf } from '../reason-of.js'
import { packCompanions, typeRootsOf } from './companions.js'
import { hostsIn } from './hosts.js'
import { useNpmSettings } from './npm.js'
import { pack } from './pack.js'
import type { RuleText, VerifyIssue } from './rule.js'
import { HOST_RULES } from './rules/host-rules.js'
import { STATIC_RULES } from './rules/static-rules.js'
import { checkInSandbox } from './sandbox.js'

/** Options of `verify`. */
export interface VerifyOptions {
  /** The folder of the plugin. Default: the working directory. */
  readonly cwd?: string
  /**
   * What to install as clacks: `clacks@1.2.3`, tarballs, folders. Default: both ends of the peer
   * range.
   */
  readonly clacks?: readonly string[]
  /** What to install beside the plugin, such as dependencies that the registry does not have. */
  readonly with?: readonly string[]
}

/** The result of `verify`. */
export interface VerifyReport {
  readonly name: string
  readonly version: string
  /** What was installed as clacks. */
  readonly hosts: readonly string[]
  /** How many checks ran, counted for each version of clacks. */
  readonly checks: number
  /** What is wrong. If empty, the plugin can be published. */
  readonly issues: readonly VerifyIssue[]
  /** Issues of rules that are switched off, with the author's reason. */
  readonly off: readonly (VerifyIssue & { readonly reason: string })[]
}

/**
 * Packs a plugin, and checks the tarball on its own and installed beside clacks.
 * @throws Error if npm cannot pack the folder
 */
export async function verify({
  cwd = '.',
  clacks,
  with: others = [],
}: VerifyOptions = {}): Promise<VerifyReport> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'clacks-verify-')))
  try {
    const project = resolve(cwd)
    const plugin = await pack(project, folder)
    const { name, version, verify: settings, peerDependencies } = plugin.manifest
    const issues: VerifyIssue[] = []
    for (const rule of STATIC_RULES) {
      const messages = await rule.check(plugin)
      issues.push(...messages.map((message) => issueOf(rule, message, [])))
    }
    let checks = STATIC_RULES.length
    let hosts: readonly string[] = []
    try {
      hosts = clacks ?? (await hostsIn(peerDependencies.clacks ?? '*', project))
    } catch (thrown) {
      issues.push(fromContract({ check: 'host', message: reasonOf(thrown) }, []))
    }
    const companions = await packCompanions(settings.companions, project, folder)
    for (const [index, host] of hosts.entries()) {
      const sandbox = join(folder, `host-${index}`)
      await mkdir(sandbox)
      await useNpmSettings(project, sandbox)
      const beside = [host, ...companions, ...others]
      const result = await checkInSandbox(plugin, beside, sandbox, typeRootsOf(project))
      checks += result.checks
      issues.push(...result.issues.map((each) => fromContract(each, [host])))
    }
    return { name, version, hosts, checks, ...sorted(once(issues), settings.off) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function issueOf(rule: RuleText, message: string, hosts: readonly string[]): VerifyIssue {
  const { id, why, fix, fixable = false } = rule
  return { rule: id, message, why, fix, fixable, hosts }
}

/** A failed check of the suite states why it matters and what to do. */
function fromContract({ check, message }: ContractIssue, hosts: readonly string[]): VerifyIssue {
  const [id] = check.split('/')
  const rule = HOST_RULES.find((each) => each.id === id)
  if (rule === undefined) throw new Error(`There is no rule "${check}".`)
  const [what = message, why, fix] = message.split(/\n {2}(?:Why it matters|What to do): /)
  return { ...issueOf({ ...rule, why: why ?? rule.why, fix: fix ?? rule.fix }, what, hosts), rule: check }
}

/** The same issue with several versions of clacks is one issue. */
function once(issues: readonly VerifyIssue[]): VerifyIssue[] {
  const byText = new Map<string, VerifyIssue>()
  for (const issue of issues) {
    const key = `${issue.rule} ${issue.message}`
    const earlier = byText.get(key)
    byText.set(key, { ...issue, hosts: [...new Set([...(earlier?.hosts ?? []), ...issue.hosts])] })
  }
  return [...byText.values()]
}

function sorted(all: readonly VerifyIssue[], reasons: Readonly<Record<string, string>>) {
  const reasonFor = ({ rule }: VerifyIssue) =>
    (reasons[rule] ?? reasons[rule.split('/')[0] ?? rule])?.trim() || undefined
  return {
    issues: all.filter((issue) => reasonFor(issue) === undefined),
    off: all.flatMap((issue) => {
      const reason = reasonFor(issue)
      return reason === undefined ? [] : [{ ...issue, reason }]
    }),
  }
}
