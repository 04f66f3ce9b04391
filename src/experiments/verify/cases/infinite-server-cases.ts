import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { mginf } from '../theory/mginf.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, relative, absolute } = figure

/** A runtime without slots: the number present is Poisson whatever the law. */
function infiniteServer(id: string, arrivalRate: number, mean: number): VerifyCase {
  const q = mginf(arrivalRate, mean)
  const laws = {
    constant: literal.constant(mean),
    exponential: literal.exponential(mean),
    lognormal: literal.lognormal(mean, 1),
  }
  return {
    id,
    family: 'M/G/inf',
    title: `M/G/inf, ${arrivalRate}/s, mean ${mean} s, three laws`,
    source: 'Kleinrock, Queueing Systems vol. 1',
    scenario: scenarioText(
      stationDocument({
        name: 'no-queue-at-all',
        run: runLength.ofRequests(1_500_000, arrivalRate, 60 * mean),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        service: literal.exponential(mean),
        unit: { runtime: 'event-loop' },
        variants: Object.fromEntries(
          Object.entries(laws).map(([name, io]) => [name, { app: { station: { operations: { work: [{ io }] } } } }]),
        ),
      }),
    ),
    quick: true,
    figures: () =>
      Object.keys(laws).flatMap((name) => {
        const m = measures(name)
        return [
          of(`${name}.mean`, q.mean, relative(0.01), m.presentMean('station')),
          of(`${name}.var`, q.variance, relative(0.04), m.presentVariance('station')),
          ...[0.5, 0.95, 0.99, 0.9999].map((p) =>
            of(
              `${name}.p${String(p).slice(2).padEnd(2, '0')}`,
              q.quantile(p),
              absolute(1),
              m.presentQuantile('station', p),
            ),
          ),
        ]
      }),
  }
}

/** Servers without end. */
export const infiniteServerCases: readonly VerifyCase[] = [infiniteServer('Q-MMINF-1', 100, 0.35)]
