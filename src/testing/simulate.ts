import { readFile } from 'node:fs/promises'
import { dirname, extname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JudgedThreshold } from '../experiments/judged-threshold.ts'
import { type PreparedScenario, prepareScenario, tracePaths } from '../experiments/prepare.ts'
import { replayCommand } from '../experiments/replay-command.ts'
import { type Difference, verifyReproducible } from '../experiments/reproducibility.ts'
import { resolveExpectation } from '../experiments/resolve-expectation.ts'
import type { RunDocument } from '../experiments/run-document.ts'
import { type RunOptions, runScenario } from '../experiments/run-scenario.ts'
import { watchProcesses } from '../experiments/watch-processes.ts'
import type { ThresholdResult } from '../metrics/judge-threshold.ts'
import type { InvariantExpectation } from '../scenarios/expectation.ts'
import { Mistake } from '../scenarios/literals/mistake.ts'
import { loadScenario, type ScenarioInput } from '../scenarios/load.ts'
import { parseExpectation } from '../scenarios/parse-expectation.ts'
import type { Problem } from '../scenarios/problem.ts'
import { renderProblem } from '../scenarios/render-problem.ts'
import { type ExpectationDocument, expectationText } from '../scenarios/schema/expect.ts'
import type { ScenarioDocument } from '../scenarios/schema/scenario.ts'
import type { ProcessReport } from '../sim/processes/processes.ts'

/** What may differ from the scenario. */
export interface SimulateOptions {
  /** Default: as the scenario says, or 0. */
  readonly seed?: string | number
  /** At least 1. Default: as the scenario says, or 10. */
  readonly replications?: number
  /** Simulated time under load, for example `30s`. */
  readonly duration?: string
  /** `path=value` changes, as `--set` takes them; applied before the options above. */
  readonly set?: readonly string[]
  /** Names of the variants to run; the first is what the others are compared with. Default: all. */
  readonly variants?: readonly string[]
  /**
   * Whether replications with faults are compared with the same seed without them; default true. It is half of the
   * work; without it there is no blast radius, no recovery, and `recovers` is undecided.
   */
  readonly control?: boolean
  /** Replications at once; default 1. Never changes a result. */
  readonly jobs?: number
}

/** Whose processes are looked into. */
export interface ProcessesOptions {
  /** Default: the first. */
  readonly variant?: string
  /** Counted from 0. Default: 0. */
  readonly replication?: number
  /** Steps of each process that are kept at least, the last ones, at least 1. Default: 100,000. */
  readonly history?: number
}

/** A simulated scenario, to be asked questions. */
export interface Simulation {
  /** What `orrery run --json` prints. */
  readonly document: RunDocument
  /** A command that gives this result again; `undefined` for a scenario that is in no file. */
  readonly replay: string | undefined
  /**
   * Judges an expectation such as `shop.checkout.latency.p99 < 800ms`, or `{ in: 'breaker', that: 'recovers within
   * 30s' }`, as in a file: one result for each variant and metric it is about. An invariant must stand in `expect`,
   * for it is judged as the run goes; it is also found by the name that it has there.
   *
   * @throws RangeError for a text that is no expectation, or that names what the scenario does not have.
   */
  judge(expectation: ExpectationDocument): readonly ThresholdResult[]
  /**
   * Runs one replication once more and tells what its processes did: state of each node at the end, what became of
   * their invariants, and the steps that led there, to go back and forward in.
   *
   * @throws RangeError for a variant that the scenario does not have.
   */
  processes(which?: ProcessesOptions): readonly ProcessReport[]
  /** Runs everything once more; the first replication that was not the same, or `undefined`. */
  repeat(): Promise<Difference | undefined>
}

/**
 * Runs a scenario for a test.
 *
 * @param scenario A scenario of `defineScenario`, or the path of a YAML or JSON file, relative to the working folder.
 * @throws RangeError with every problem and its place when the scenario may not be run.
 */
export async function simulate(
  scenario: ScenarioDocument | string | URL,
  options: SimulateOptions = {},
): Promise<Simulation> {
  const source = await readSource(scenario)
  const prepared = await prepare(source, setsOf(options))
  const { seed, replications } = prepared.source.base.run
  const words = [
    ...(options.set ?? []).flatMap((change) => ['--set', change]),
    ...(options.duration === undefined ? [] : ['--duration', options.duration]),
    ...(options.variants ?? []).flatMap((name) => ['--variant', name]),
  ]
  const command = ['run', source.input.file]
  const replay = replayCommand({ command, seed, replications, words })
  const runOptions: RunOptions = {
    replay,
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.control === undefined ? {} : { control: options.control }),
    ...(options.variants === undefined ? {} : { variants: variantsOf(prepared, options.variants) }),
  }
  const run = await runScenario(prepared, runOptions)
  return {
    document: run.document,
    replay: source.inFile ? replay : undefined,
    judge: (expectation) => run.judge(thresholdOf(expectation, prepared)),
    processes: ({ variant, replication = 0, history = HISTORY } = {}) => {
      const [first] = prepared.variants
      const { plan } = findVariant(prepared.variants, variant ?? first?.name ?? '')
      return watchProcesses(plan, { seed, replication, history })
    },
    repeat: () => verifyReproducible(prepared, run, runOptions),
  }
}

/** Steps of a process that are kept unless somebody says otherwise. */
const HISTORY = 100_000

interface Source {
  readonly input: ScenarioInput
  readonly inFile: boolean
  readonly folder: string
}

async function readSource(scenario: ScenarioDocument | string | URL): Promise<Source> {
  if (typeof scenario !== 'string' && !(scenario instanceof URL)) {
    return { input: { kind: 'value', file: scenario.name, value: scenario }, inFile: false, folder: process.cwd() }
  }
  const path = scenario instanceof URL ? fileURLToPath(scenario) : resolve(scenario)
  const file = relative(process.cwd(), path)
  if (!['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase())) {
    throw new RangeError(
      `"${file}" is not YAML or JSON; import a scenario in TypeScript and give it to simulate itself`,
    )
  }
  return { input: { kind: 'yaml', file, text: await readFile(path, 'utf8') }, inFile: true, folder: dirname(path) }
}

function setsOf({ set = [], seed, replications, duration }: SimulateOptions): readonly string[] {
  const own = [
    ['run.seed', seed],
    ['run.replications', replications],
    ['run.duration', duration],
  ] as const
  return [...set, ...own.flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${JSON.stringify(value)}`]))]
}

async function prepare(source: Source, set: readonly string[]): Promise<PreparedScenario> {
  const loaded = loadScenario(source.input, { set })
  if (!loaded.ok) throw refused(loaded.problems, source)
  const files = new Map<string, string>()
  for (const path of tracePaths(loaded.source)) files.set(path, await readFile(resolve(source.folder, path), 'utf8'))
  const result = prepareScenario(loaded.source, files)
  if (!result.ok) throw refused(result.problems, source)
  return result.prepared
}

function refused(problems: readonly Problem[], { input }: Source): RangeError {
  const text = input.kind === 'yaml' ? input.text : undefined
  const textOf = (file: string): string | undefined => (file === input.file ? text : undefined)
  const errors = problems.filter(({ severity }) => severity === 'error')
  return new RangeError(['the scenario is wrong', ...errors.map((one) => renderProblem(one, { textOf }))].join('\n\n'))
}

function variantsOf(prepared: PreparedScenario, names: readonly string[]): PreparedScenario['variants'] {
  return names.map((name) => findVariant(prepared.variants, name))
}

function findVariant(variants: PreparedScenario['variants'], name: string): PreparedScenario['variants'][number] {
  const found = variants.find((variant) => variant.name === name)
  if (found !== undefined) return found
  const known = variants.map((variant) => variant.name).join(', ')
  throw new RangeError(`there is no variant "${name}"; the variants are ${known}`)
}

function thresholdOf(expectation: ExpectationDocument, prepared: PreparedScenario): JudgedThreshold {
  const { metrics, variants } = prepared
  const parsed = namedInvariant(expectation, prepared) ?? parseExpectation(expectationText(expectation))
  if (parsed instanceof Mistake) throw new RangeError(advised(parsed))
  const within = typeof expectation !== 'string' && 'in' in expectation ? expectation.in : undefined
  if (within !== undefined) findVariant(variants, within)
  const asked = within === undefined ? parsed : { ...parsed, in: within }
  const resolved = resolveExpectation(asked, metrics, [], prepared.source.functions)
  if (!resolved.ok) throw new RangeError(advised(resolved.problem))
  return resolved.threshold
}

/** The invariant of the scenario that is called so, by `as` or because it is a function; `undefined` for none. */
function namedInvariant(
  expectation: ExpectationDocument,
  { source }: PreparedScenario,
): InvariantExpectation | undefined {
  const text = typeof expectation === 'string' ? expectation : 'invariant' in expectation ? expectation.invariant : ''
  const called = text.replace(/^invariant:\s*/, '')
  for (const one of source.expectations) {
    if (one.kind !== 'invariant') continue
    const isFunction = one.rule.name === 'function' && one.text === called
    if (isFunction || one.text.startsWith(`${called} (`)) return one
  }
  return undefined
}

function advised({ message, expected, suggestion }: Pick<Mistake, 'message'> & Partial<Mistake>): string {
  if (suggestion !== undefined) return `${message}; did you mean "${suggestion}"?`
  return expected === undefined ? message : `${message}; expected ${expected}`
}
