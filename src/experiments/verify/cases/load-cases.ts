import { figure } from '../figure.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const m = measures()
const { of, relative } = figure

/** However the rate moves, the number of arrivals is the integral of the rate. */
function integral(id: string, title: string, duration: string, arrivals: DocumentValue, expected: number): VerifyCase {
  const document = stationDocument({
    name: 'changing-load',
    run: {
      duration,
      warmup: '0s',
      seed: 1,
      replications: 20,
      drain: 'auto',
      limits: { events: 1_000_000_000 },
    },
    service: '1ms',
    unit: { runtime: 'event-loop' },
    workload: { arrivals },
  })
  return {
    id,
    family: 'changing load',
    title,
    source: 'the mean of an inhomogeneous Poisson process is the integral of its rate',
    scenario: scenarioText(document),
    quick: true,
    figures: () => [of('arrivals', expected, relative(0.005), m.offered('station.work'))],
  }
}

/** Loads that change over time. */
export const loadCases: readonly VerifyCase[] = [
  integral(
    'W-RAMP-1',
    'A ramp from 20/s to 80/s over 300 s, then 30/s for 300 s',
    '600s',
    {
      process: 'poisson',
      rate: [
        { for: '300s', from: '20/s', to: '80/s' },
        { for: '300s', at: '30/s' },
      ],
    },
    300 * 50 + 300 * 30,
  ),
  integral(
    'W-DIURNAL-1',
    'Two days (of 500 s) of a daily wave, mean 20/s, peak 35/s',
    '1000s',
    { process: 'poisson', diurnal: { mean: '20/s', peak: '35/s', period: '500s', 'peak-at': '300s' } },
    1000 * 20,
  ),
]
