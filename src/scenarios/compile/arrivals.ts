import type { Distribution } from '../../sim/kernel/distribution.ts'
import { constant } from '../../sim/kernel/distributions/constant.ts'
import { exponential } from '../../sim/kernel/distributions/exponential.ts'
import { hyperexponential } from '../../sim/kernel/distributions/hyperexponential.ts'
import { uniform } from '../../sim/kernel/distributions/uniform.ts'
import type { ArrivalsPlan, RateSegment } from '../../sim/plan.ts'
import { printDuration } from '../literals/duration.ts'
import type { DocumentPath } from '../problem.ts'
import type { Arrivals, DiurnalArrivals, Load, Process, ReplayCounts, ReplayTimes } from '../scenario.ts'
import { suggest } from '../suggest.ts'
import { diurnalSegments, SHARPEST_PEAK } from './diurnal.ts'
import type { Findings } from './findings.ts'
import { lintRate, lintWave } from './lint-rate.ts'
import { rateSegments } from './rate-segments.ts'
import { replayCounts, replayTimes } from './replay.ts'

/** A shorter period would make more pieces of rate than anybody looks at. */
const MOST_PERIODS = 400

/** What the compiler needs to know beside the load itself. */
export interface ArrivalsContext {
  /** `workload.shoppers` */
  readonly path: DocumentPath
  /** Of the run, ns. */
  readonly duration: number
  /** Texts of the files that are replayed, by their names as written. */
  readonly files: ReadonlyMap<string, string>
  readonly findings: Findings
}

/** Turns a load into gaps and rates, states, times or users. What is wrong with a file or a wave is reported. */
export function compileLoad(load: Load, context: ArrivalsContext): ArrivalsPlan {
  if (load.kind === 'closed') {
    return { kind: 'closed', users: load.users, think: load.think.distribution, rampUp: load['ramp-up'] }
  }
  return compileArrivals(load.arrivals, context)
}

function compileArrivals(arrivals: Arrivals, context: ArrivalsContext): ArrivalsPlan {
  switch (arrivals.kind) {
    case 'renewal':
      lintRate(arrivals, [...context.path, 'arrivals'], context.duration, context.findings)
      return open(arrivals.process, rateSegments(arrivals.rate, context.duration))
    case 'diurnal':
      return open(arrivals.process, wave(arrivals, context))
    case 'modulated':
      return {
        kind: 'modulated',
        states: arrivals.states.map(({ rate, stay }) => ({ rate, stay: stay.distribution })),
      }
    default:
      return { kind: 'replay', times: replayed(arrivals, context) }
  }
}

function open(process: Process, rate: readonly RateSegment[]): ArrivalsPlan {
  return { kind: 'open', gap: gapOf(process), rate, batch: process.batch.distribution }
}

/** Gaps of mean 1: the rate says how long that is. */
function gapOf(process: Process): Distribution {
  switch (process.kind) {
    case 'poisson':
      return exponential(1)
    case 'constant':
      return constant(1)
    case 'uniform':
      return uniform(0, 2)
    case 'hyperexp':
      return hyperexponential(1, process.cv)
  }
}

function wave(arrivals: DiurnalArrivals, context: ArrivalsContext): readonly RateSegment[] {
  const { mean, peak, period } = arrivals
  const path = [...context.path, 'arrivals', 'diurnal']
  if (peak > mean * SHARPEST_PEAK) {
    context.findings.error('S230', [...path, 'peak'], `a peak of ${peak}/s is too sharp for a mean of ${mean}/s`, {
      expected: `at most ${SHARPEST_PEAK.toPrecision(2)} times the mean`,
      hint: 'write the rate as segments: rate: [ { for: 1h, from: 10/s, to: 300/s }, … ]',
    })
    return []
  }
  if (period * MOST_PERIODS < context.duration) {
    context.findings.error(
      'S231',
      [...path, 'period'],
      `a period of ${printDuration(period)} repeats too often in this run`,
      {
        expected: `at most ${MOST_PERIODS} periods in ${printDuration(context.duration)}`,
        hint: 'for bursts use on-off(…) or mmpp(…)',
      },
    )
    return []
  }
  lintWave(arrivals, [...context.path, 'arrivals'], context.duration, context.findings)
  return diurnalSegments(arrivals, context.duration)
}

function replayed(arrivals: ReplayTimes | ReplayCounts, context: ArrivalsContext): Float64Array {
  const { findings, duration } = context
  const file = arrivals.replay
  const path = [...context.path, 'arrivals', 'replay']
  const text = context.files.get(file)
  if (text === undefined) {
    findings.error('S227', path, `there is no file "${file}"`, {
      expected: 'a CSV file, found from where the scenario is',
    })
    return new Float64Array()
  }
  const result =
    arrivals.kind === 'replay-times' ? replayTimes(text, arrivals, duration) : replayCounts(text, arrivals, duration)
  if ('message' in result) {
    const { message, expected, known } = result
    const suggestion = known === undefined ? undefined : suggest(String(arrivals.column), known)
    findings.error('S228', known === undefined ? path : [...path.slice(0, -1), 'column'], `"${file}" ${message}`, {
      ...(expected === undefined ? {} : { expected }),
      ...(known === undefined ? {} : { expected: `one of ${known.slice(0, 12).join(', ')}` }),
      ...(suggestion === undefined ? {} : { suggestion }),
    })
    return new Float64Array()
  }
  reportLeftOut(file, path, result.times.length, result.late, result.shifted, context)
  return result.times
}

function reportLeftOut(
  file: string,
  path: DocumentPath,
  kept: number,
  late: number,
  shifted: boolean,
  context: ArrivalsContext,
): void {
  const length = printDuration(context.duration)
  if (shifted) {
    context.findings.warning(
      'L312',
      path,
      `all times of "${file}" lie after the end of the run, so they count from its first row`,
      {
        hint: 'if that is not what the column means, look at "unit" and "column"',
      },
    )
  }
  if (kept === 0) {
    context.findings.warning('L313', path, `"${file}" brings no arrival within the ${length} of the run`)
  } else if (late > 0) {
    context.findings.warning(
      'L311',
      path,
      `${late} of ${kept + late} arrivals in "${file}" come after the ${length} of the run`,
      {
        hint: 'they are left out; a longer run.duration takes them in',
      },
    )
  }
}
