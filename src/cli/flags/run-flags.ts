import { type Command, InvalidArgumentError, Option } from 'commander'
import { change, collect, replicationList, seed, wholeNumber } from './parse-flag.ts'

/** The flags of `run` and `demo`, as commander gives them. */
export interface RunFlags {
  readonly seed?: string
  readonly reps?: number
  readonly jobs?: number
  readonly duration?: string
  readonly warmup?: string
  readonly set?: readonly string[]
  readonly maxEvents?: number
  readonly variant?: readonly string[]
  readonly only?: readonly number[]
  readonly out?: readonly string[]
  readonly force?: true
  readonly json?: true
  readonly format: 'compact' | 'full'
  readonly quiet?: true
  readonly check?: readonly string[]
  /** False for `--no-checks`. */
  readonly checks: boolean
  readonly exitZero?: true
  readonly twice?: true
}

/** Most replications of one command, so that a slip of the finger is not a week of work. */
const REPLICATIONS_MAX = 100_000

/** Adds the flags of a simulation to a command. */
export function addRunFlags(command: Command): Command {
  return command
    .option('--seed <seed>', 'root seed: a whole number or a text (or ORRERY_SEED)', seed)
    .option('-r, --reps <n>', 'replications, each with luck of its own', replications)
    .option('-j, --jobs <n>', 'replications at once (or ORRERY_JOBS; default: the cores)', wholeNumber(1))
    .option('-d, --duration <time>', 'simulated time under load, for example 5min')
    .option('--warmup <time>', 'cut from the start of each replication, or "auto"')
    .option('--set <path=value>', 'change one value of the scenario (repeatable)', change)
    .option('--max-events <n>', 'stop a replication as inconclusive after so many events', wholeNumber(1))
    .option('--variant <name>', 'only this variant (repeatable)', collect)
    .option('--only <list>', 'only these replications, counted from 0: 7 or 0-3,9', replicationList)
    .option('-o, --out <kind=path>', 'write results to a file: json, csv, md (repeatable)', collect)
    .option('--force', 'let --out replace files')
    .option('--json', 'print one JSON document instead of text')
    .addOption(new Option('--format <kind>', 'how much text').choices(['compact', 'full']).default('compact'))
    .option('-q, --quiet', 'print only what failed or is undecided')
    .option('--check <expectation>', 'judge this too, for example "shop.buy.latency.p99 < 1s" (repeatable)', collect)
    .option('--no-checks', "do not judge the scenario's own expectations")
    .option('--exit-zero', 'return 0 even when a check failed or is undecided')
    .option('--twice', 'run every replication twice and compare fingerprints (exit 4 when they differ)')
}

function replications(text: string): number {
  const count = wholeNumber(1)(text)
  if (count > REPLICATIONS_MAX) throw new InvalidArgumentError(`At most ${REPLICATIONS_MAX}.`)
  return count
}
