import { InvalidArgumentError } from 'commander'
import { usageError } from '../cli-error.ts'
import { type OutputSpec, outputSpecs } from '../output-spec.ts'
import type { Terminal } from '../terminal.ts'
import { seed as parseSeed } from './parse-flag.ts'
import type { RunFlags } from './run-flags.ts'

/** What the flags of a run come to. */
export interface RunRequest {
  /** Changes of the scenario, in the order in which they are applied: a later one wins. */
  readonly set: readonly string[]
  readonly outputs: readonly OutputSpec[]
  /** The words of the command line that change the result, apart from seed and replications. */
  readonly words: readonly string[]
}

/**
 * Turns flags and environment into changes of the scenario. A flag goes before ORRERY_SEED, which goes before the file;
 * flags with a name of their own go before `--set`.
 */
export function runRequest(flags: RunFlags, terminal: Terminal): RunRequest {
  const outputs = outputSpecs(flags.out ?? [])
  const seed = flags.seed ?? seedOfEnvironment(terminal.env['ORRERY_SEED'])
  const own: [path: string, value: string | number | undefined][] = [
    ['run.replications', flags.reps],
    ['run.duration', flags.duration],
    ['run.warmup', flags.warmup],
    ['run.limits.events', flags.maxEvents],
  ]
  const changes = own.flatMap(([path, value]) => (value === undefined ? [] : [assignment(path, value)]))
  const fromFlag = flags.seed === undefined ? [] : [assignment('run.seed', flags.seed)]
  const fromEnvironment = seed === undefined || flags.seed !== undefined ? [] : [assignment('run.seed', seed)]
  return {
    set: [...fromEnvironment, ...(flags.set ?? []), ...changes, ...fromFlag],
    outputs,
    words: replayWords(flags),
  }
}

/** A JSON text is YAML, too, and says what is meant whatever signs the value has. */
function assignment(path: string, value: string | number): string {
  return `${path}=${JSON.stringify(value)}`
}

function replayWords(flags: RunFlags): readonly string[] {
  const each = (flag: string, values: readonly string[] | undefined): string[] =>
    (values ?? []).flatMap((value) => [flag, value])
  const one = (flag: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [flag, String(value)]
  return [
    ...each('--set', flags.set),
    ...one('--duration', flags.duration),
    ...one('--warmup', flags.warmup),
    ...one('--max-events', flags.maxEvents),
    ...each('--variant', flags.variant),
    ...one('--only', flags.only?.join(',')),
    ...each('--check', flags.check),
    ...(flags.checks ? [] : ['--no-checks']),
  ]
}

function seedOfEnvironment(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return parseSeed(text)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw usageError(`ORRERY_SEED is "${text}": ${error.message}`)
  }
}
