import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ContractFinding } from '../contract/task.js'
import { hostsIn } from './hosts.js'
import { reasonOf } from './npm.js'
import { pack } from './pack.js'
import type { Finding, RuleText } from './rule.js'
import { HOST_RULES } from './rules/host-rules.js'
import { STATIC_RULES } from './rules/static-rules.js'
import { checkInSandbox } from './sandbox.js'

/** How a plugin is verified. */
export interface VerifyOptions {
  /** The folder of the plugin. Default: the working directory. */
  readonly cwd?: string
  /** What to install as clacks: `clacks@1.2.3`, tarballs, folders. Default: the ends of the peer range. */
  readonly clacks?: readonly string[]
  /** What to install beside the plugin, such as dependencies that the registry does not have. */
  readonly with?: readonly string[]
}

/** What `verify` found. */
export interface VerifyReport {
  readonly name: string
  readonly version: string
  /** What was installed as clacks. */
  readonly hosts: readonly string[]
  /** How many checks were run; each version of clacks counts its own. */
  readonly checks: number
  /** What is wrong. Empty: the plugin can be published. */
  readonly findings: readonly Finding[]
  /** What would be wrong, were its rule not switched off; with the author's reason. */
  readonly off: readonly (Finding & { readonly reason: string })[]
}

/**
 * Packs a plugin, and checks the tarball alone and installed beside clacks.
 * @throws Error where the folder holds no package that npm can pack
 */
export async function verify({
  cwd = '.',
  clacks,
  with: others = [],
}: VerifyOptions = {}): Promise<VerifyReport> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'clacks-verify-')))
  try {
    const plugin = await pack(resolve(cwd), folder)
    const { name, version, verify: settings, peerDependencies } = plugin.manifest
    const findings: Finding[] = []
    for (const rule of STATIC_RULES) {
      const problems = await rule.check(plugin)
      findings.push(...problems.map((problem) => found(rule, problem, [])))
    }
    let checks = STATIC_RULES.length
    let hosts: readonly string[] = []
    try {
      hosts = clacks ?? (await hostsIn(peerDependencies.clacks ?? '*', folder))
    } catch (thrown) {
      findings.push(fromContract({ check: 'host', problem: reasonOf(thrown) }, []))
    }
    for (const [index, host] of hosts.entries()) {
      const result = await checkInSandbox(plugin, [host, ...others], join(folder, `host-${index}`))
      checks += result.checks
      findings.push(...result.findings.map((each) => fromContract(each, [host])))
    }
    return { name, version, hosts, checks, ...sorted(once(findings), settings.off) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function found(rule: RuleText, problem: string, hosts: readonly string[]): Finding {
  const { id, why, mend, fixable = false } = rule
  return { rule: id, problem, why, mend, fixable, hosts }
}

/** A failed check of the suite says itself why it matters and what to do. */
function fromContract({ check, problem }: ContractFinding, hosts: readonly string[]): Finding {
  const [id] = check.split('/')
  const rule = HOST_RULES.find((each) => each.id === id)
  if (rule === undefined) throw new Error(`There is no rule "${check}".`)
  const [what = problem, why, mend] = problem.split(/\n {2}(?:Why it matters|What to do): /)
  return { ...found({ ...rule, why: why ?? rule.why, mend: mend ?? rule.mend }, what, hosts), rule: check }
}

/** What was seen with several versions of clacks is one finding. */
function once(findings: readonly Finding[]): Finding[] {
  const byText = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.problem}`
    const earlier = byText.get(key)
    byText.set(key, { ...finding, hosts: [...(earlier?.hosts ?? []), ...finding.hosts] })
  }
  return [...byText.values()]
}

function sorted(all: readonly Finding[], reasons: Readonly<Record<string, string>>) {
  const reasonFor = ({ rule }: Finding) => reasons[rule]?.trim() || undefined
  return {
    findings: all.filter((finding) => reasonFor(finding) === undefined),
    off: all.flatMap((finding) => {
      const reason = reasonFor(finding)
      return reason === undefined ? [] : [{ ...finding, reason }]
    }),
  }
}
