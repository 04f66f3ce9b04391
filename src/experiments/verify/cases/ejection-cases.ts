import type { CaseRun } from '../case-run.ts'
import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, absolute } = figure
const EXACT = absolute(0.001)
const SOURCE = 'Envoy outlier detection: documentation and sources'
/** Envoy sweeps so often, seconds. */
const INTERVAL = 10

/** Hosts in turn, of which the last ones fail more often for a while. */
interface Hosts {
  readonly name: string
  readonly hosts: number
  readonly faults: DocumentValue
  readonly ejection: DocumentValue
  readonly seconds: number
  readonly variants?: DocumentValue
}

const RATE_OF_HOST = 20

function hostsText({ name, hosts, faults, ejection, seconds, variants }: Hosts): string {
  return scenarioText(
    stationDocument({
      name,
      run: {
        duration: `${seconds}s`,
        warmup: '0s',
        replications: 10,
        drain: 'auto',
        limits: { events: 1_000_000_000 },
      },
      arrivals: `constant(${hosts * RATE_OF_HOST}/s)`,
      service: '1ms',
      unit: { instances: hosts, runtime: 'event-loop', balance: { policy: 'round-robin', ejection } },
      faults,
      ...(variants === undefined ? {} : { variants }),
    }),
  )
}

/**
 * One host answers worse than the others. If those are alike, its success rate lies below mean - factor deviations (of
 * the population) exactly when 1 / n + factor sqrt(n - 1) / n is below 1, of n hosts, however much worse it is.
 */
function worseHost(id: string, hosts: number, others: number, worst: number, factor: number): VerifyCase {
  const bad = hosts - 1
  const failing = (share: number): string => `${Number((100 * (1 - share)).toFixed(6))}%`
  const goodHosts = Array.from({ length: bad }, (_, i) => i)
  const faults = [
    { errors: 'station.work', share: failing(worst), instances: [bad], until: '9s' },
    ...(others === 1 ? [] : [{ errors: 'station.work', share: failing(others), instances: goodHosts, until: '9s' }]),
  ]
  const ejection = (by: number): DocumentValue => ({
    consecutive: 1000,
    'max-ejected': '50%',
    'success-rate': { hosts: 5, requests: 100, factor: by },
  })
  // With all others alike the limit for the factor is sharp.
  const sharp = (hosts - 1) / Math.sqrt(hosts - 1)
  const variants = {
    default: { deploy: { station: { balance: { ejection: ejection(factor) } } } },
    'too-strict': { deploy: { station: { balance: { ejection: ejection(sharp * 1.02) } } } },
  }
  return {
    id,
    family: 'outlier ejection',
    title: `${hosts} hosts, one with ${100 * worst} % success, the others with ${100 * others} %`,
    source: SOURCE,
    scenario: hostsText({ name: 'worse-host', hosts, faults, ejection: ejection(factor), seconds: 60, variants }),
    windows: 60,
    quick: true,
    figures: () => [
      of('ejections_of_the_worst', 1, EXACT, ejections('default', bad)),
      of('ejections_of_others', 0, EXACT, (runs) => ejections('default')(runs) - ejections('default', bad)(runs)),
      of('ejected_from_10_s', 1, EXACT, courseMeasures('default').level('ejected', 'station', [10, 40])),
      of('back_after_the_sweep_at_40_s', 0, EXACT, courseMeasures('default').level('ejected', 'station', [40, 60])),
      ...(others === 1
        ? [of(`ejections_by_${(sharp * 1.02).toFixed(3)}_deviations`, 0, EXACT, ejections('too-strict'))]
        : []),
    ],
  }
}

function ejections(variant: string, instance?: number): Measure {
  const labels = { unit: 'station', ...(instance === undefined ? {} : { instance: String(instance) }) }
  return courseMeasures(variant).counter('ejections', labels)
}

/** A host that always fails is out for base, 2 base … up to the most, each time until the next sweep, and again. */
function schedule(id: string, hosts: number, baseSeconds: number, mostSeconds: number, count: number): VerifyCase {
  const expected = Array.from({ length: count }, (_, k) => Math.min(mostSeconds, (k + 1) * baseSeconds))
  const seconds = expected.reduce((sum, one) => sum + one + INTERVAL, 0)
  // Back for a quarter of a second at least: five requests at 20 per second.
  const windows = seconds * 20
  const ejection = { every: `${INTERVAL}s`, for: `${baseSeconds}s`, 'max-for': `${mostSeconds}s` }
  return {
    id,
    family: 'outlier ejection',
    title: `A host that always fails, ejected for ${baseSeconds} s and more, at most ${mostSeconds} s`,
    source: SOURCE,
    scenario: hostsText({
      name: 'ejection-schedule',
      hosts,
      faults: [{ errors: 'station.work', share: '100%', instances: [0] }],
      ejection,
      seconds,
    }),
    windows,
    quick: false,
    figures: () =>
      expected.map((duration, k) =>
        of(
          `ejection_${k + 1}_s`,
          duration + INTERVAL / 2,
          { within: [duration - 0.1, duration + INTERVAL + 0.1] },
          courseMeasures().each((run) => outSeconds(run)[k] ?? Number.NaN),
        ),
      ),
  }
}

/** How long each time some host was out. */
function outSeconds({ course }: CaseRun): readonly number[] {
  const means = course?.levels.find(({ name }) => name === 'ejected')?.means ?? []
  const durations: number[] = []
  let since = 0
  for (const mean of means) {
    since += mean * (course?.width ?? Number.NaN)
    if (mean > 0 || since === 0) continue
    durations.push(since)
    since = 0
  }
  return since === 0 ? durations : [...durations, since]
}

/** Hosts that a balancer leaves out for a while. */
export const ejectionCases: readonly VerifyCase[] = [
  worseHost('OD-ENV-1', 10, 0.995, 0.9, 1.9),
  worseHost('OD-ENV-5', 5, 1, 0.5, 1.9),
  schedule('OD-ENV-3', 10, 30, 300, 11),
]
