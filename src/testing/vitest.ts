import { expect, type MatcherState } from 'vitest'
import { shellWord } from '../experiments/replay-command.ts'
import { worstVerdict } from '../metrics/judge-threshold.ts'
import { checkFinding } from '../report/checks.ts'
import { plainPaint } from '../report/paint.ts'
import { verdictSign } from '../report/verdict-sign.ts'
import { type ExpectationDocument, expectationText } from '../scenarios/schema/expect.ts'
import type { Simulation } from './simulate.ts'

export { type SimulateOptions, type Simulation, simulate } from './simulate.ts'

declare module 'vitest' {
  interface Matchers<T> {
    /**
     * Holds when the expectation is a pass in every variant it is about: the whole 95 % interval satisfies it. What is
     * undecided fails the test, also under `.not`.
     */
    toMeet(expectation: ExpectationDocument): void
    /** Runs everything a second time and holds when every fingerprint is the same. Await it. */
    toBeReproducible(): Promise<void>
  }
}

interface Outcome {
  readonly pass: boolean
  readonly message: () => string
}

expect.extend({
  toMeet(received: unknown, expectation: ExpectationDocument): Outcome {
    const simulation = simulationOf(received, 'toMeet')
    const results = simulation.judge(expectation)
    const verdict = worstVerdict(results.map((result) => result.verdict))
    // An undecided expectation supports neither the claim nor its contrary.
    const pass = this.isNot ? verdict !== 'fail' : verdict === 'pass'
    return {
      pass,
      message: () => {
        const check = expectationText(expectation)
        const within = typeof expectation !== 'string' && 'in' in expectation ? expectation.in : undefined
        const text = within === undefined ? check : `${check}, in ${within}`
        const wanted = this.isNot ? `expected not to hold: ${text}` : `expected to hold: ${text}`
        const lines = results.map((result) => {
          const metric = result.metric === null ? '' : `${result.metric}  `
          const finding = checkFinding({ source: 'expectation', ...result })
          return `  ${verdictSign(result.verdict, plainPaint)} ${result.variant}  ${metric}${finding}`
        })
        const words = within === undefined ? [] : ['--variant', within]
        return [wanted, ...lines, replayLine(simulation, this, [...words, '--check', check])].join('\n')
      },
    }
  },
  async toBeReproducible(received: unknown): Promise<Outcome> {
    const simulation = simulationOf(await received, 'toBeReproducible')
    const difference = await simulation.repeat()
    return {
      pass: difference === undefined,
      message: () => {
        if (difference === undefined)
          return 'expected two runs of one seed to differ, and every fingerprint was the same'
        const { variant, replication, first, second } = difference
        return [
          `expected the same run twice, but replication ${replication} of "${variant}" differed`,
          `  run 1  fingerprint ${first}`,
          `  run 2  fingerprint ${second}`,
          replayLine(simulation, this, ['--twice']),
        ].join('\n')
      },
    }
  },
})

/** The command that shows the same again; for a scenario in no file, the test itself is that command. */
function replayLine(simulation: Simulation, state: MatcherState, words: readonly string[]): string {
  if (simulation.replay !== undefined) return `replay: ${[simulation.replay, ...words.map(shellWord)].join(' ')}`
  const { seed, replications } = simulation.document
  const test = ['npx', 'vitest', 'run', state.testPath ?? '', '-t', state.currentTestName ?? '']
    .map(shellWord)
    .join(' ')
  return `replay: ${test}  (seed ${seed}, ${replications} replications)`
}

function simulationOf(received: unknown, matcher: string): Simulation {
  if (typeof received === 'object' && received !== null && 'judge' in received && 'repeat' in received) {
    // Whatever has these two was made by `simulate`, perhaps of another copy of the package.
    return received as Simulation
  }
  throw new TypeError(`${matcher} judges a simulation: await simulate(scenario) first`)
}
