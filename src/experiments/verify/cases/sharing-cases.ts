import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { laws } from '../theory/laws.ts'
import { mg1 } from '../theory/mg1.ts'
import { ps } from '../theory/ps.ts'
import type { VerifyCase } from '../verify-case.ts'
import { stationDocument } from './station.ts'

const { of, relative } = figure
const SOURCE = 'Sakata, Noguchi & Oizumi 1971; Kleinrock, Queueing Systems vol. 2, 4.4'

/** One shared core: the mean must not depend on the law; first come first served beside it, where it does. */
function insensitive(id: string, arrivalRate: number, mean: number, scv: number): VerifyCase {
  const q = ps(arrivalRate, mean)
  const shared = {
    exponential: literal.exponential(mean),
    constant: literal.constant(mean),
    hyperexponential: literal.hyperexponential(mean, scv),
    lognormal: literal.lognormal(mean, 1),
  }
  const work = (cpu: string) => ({ app: { station: { operations: { work: [{ cpu }] } } } })
  const inOrder = { deploy: { station: { scheduling: 'fcfs' } } }
  return {
    id,
    family: 'M/G/1-PS',
    title: `Processor sharing, ${arrivalRate}/s, mean ${mean} s, four laws; FCFS beside it`,
    source: SOURCE,
    scenario: scenarioText(
      stationDocument({
        name: 'one-shared-core',
        run: runLength.ofQueue({ rate: arrivalRate, rho: q.utilisation, accuracy: 0.01, most: 6e6 }),
        arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
        steps: [{ cpu: literal.exponential(mean) }],
        servers: 100_000,
        unit: { cores: 1, scheduling: 'ps' },
        variants: {
          ...Object.fromEntries(Object.entries(shared).map(([name, cpu]) => [name, work(cpu)])),
          'fcfs-constant': { ...work(shared.constant), ...inOrder },
          'fcfs-hyperexponential': { ...work(shared.hyperexponential), ...inOrder },
        },
      }),
    ),
    quick: false,
    figures: () => [
      ...Object.keys(shared).flatMap((name) => [
        of(`${name}.W`, q.meanSojourn, relative(0.03), measures(name).latencyMean('station.work')),
        of(
          `${name}.P_N0`,
          1 - q.atLeast(1),
          relative(0.03),
          figure.complement(measures(name).presentAtLeast('station', 1)),
        ),
        of(`${name}.P_Nge5`, q.atLeast(5), relative(0.06), measures(name).presentAtLeast('station', 5)),
      ]),
      of(
        'FCFS_W_det',
        mg1(arrivalRate, laws.constant(mean)).meanSojourn,
        relative(0.03),
        measures('fcfs-constant').latencyMean('station.work'),
      ),
      of(
        'FCFS_W_H2',
        mg1(arrivalRate, laws.hyperexponential(mean, scv)).meanSojourn,
        relative(0.06),
        measures('fcfs-hyperexponential').latencyMean('station.work'),
      ),
    ],
  }
}

/** Short and long requests share one core: each is slowed down by the same factor. */
function slowdown(
  id: string,
  arrivalRate: number,
  sizes: Readonly<Record<string, number>>,
  shortShare: number,
): VerifyCase {
  const [short = 0, long = 0] = Object.values(sizes)
  const q = ps(arrivalRate, shortShare * short + (1 - shortShare) * long)
  const m = measures()
  const operations = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [name, [{ cpu: literal.constant(size) }]]),
  )
  return {
    id,
    family: 'M/G/1-PS',
    title: `Processor sharing: the slowdown of ${short} s and ${long} s requests is the same`,
    source: SOURCE,
    scenario: scenarioText({
      ...stationDocument({
        name: 'short-and-long',
        run: runLength.ofQueue({ rate: arrivalRate, rho: q.utilisation, scv: 2, accuracy: 0.023 }),
        servers: 100_000,
        unit: { cores: 1, scheduling: 'ps' },
      }),
      app: { station: { operations } },
      workload: {
        clients: {
          arrivals: `poisson(${literal.perSecond(arrivalRate)})`,
          mix: { 'station.short': shortShare, 'station.long': 1 - shortShare },
        },
      },
    }),
    quick: true,
    figures: () => [
      of('W_short', q.meanSojournOf(short), relative(0.03), m.latencyMean('station.short')),
      of('W_long', q.meanSojournOf(long), relative(0.03), m.latencyMean('station.long')),
      of('L', q.number, relative(0.04), m.presentMean('station')),
    ],
  }
}

/** Processor sharing. */
export const sharingCases: readonly VerifyCase[] = [
  insensitive('Q-PS-1', 80, 0.01, 10),
  slowdown('Q-PS-SIZE', 100, { short: 0.002, long: 0.022 }, 0.75),
]
