import { meanOf } from '../../../metrics/histogram-data.ts'
import type { CaseRun } from '../case-run.ts'
import { counterOf, courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { scenarioText } from '../scenario-text.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { type BreakerState, type BreakerTrace, type BreakerTraceCall, breakerTraces } from './breaker-traces.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute } = figure
const m = courseMeasures()
/** Less than one call, less than one millisecond. */
const EXACT = absolute(0.001)
const EDGE = 'client -> service'

/** A trace as a scenario: each call is made by a workload of its own, of an operation that does what the action did. */
function traceCase(trace: BreakerTrace): VerifyCase {
  const { id, source, calls, breaker, others } = trace
  const length = Math.max(...calls.map(([, , , , settled]) => settled), ...times(trace)) + 10
  const numbered = calls.map((call, i) => ({ name: `call-${i + 1}`, call }))
  return {
    id,
    family: 'breaker traces',
    title: `${calls.length} calls through a breaker, call by call`,
    source,
    scenario: scenarioText({
      name: 'breaker-trace',
      run: { duration: `${length}ms`, warmup: '0s', replications: 2, drain: '1s' },
      app: {
        client: { operations: Object.fromEntries(numbered.map(({ name }) => [name, [{ call: `service.${name}` }]])) },
        service: { operations: Object.fromEntries(numbered.map(({ name, call }) => [name, actionOf(call)])) },
      },
      network: BARE_NETWORK,
      workload: Object.fromEntries(
        numbered.map(({ name }) => [name, { arrivals: { replay: `${name}.csv`, unit: 'ms' }, call: `client.${name}` }]),
      ),
      policies: [{ on: EDGE, breaker, ...others }],
    }),
    files: new Map(numbered.map(({ name, call }) => [`${name}.csv`, `time\n${call[0]}\n`])),
    windows: length,
    quick: true,
    figures: () => figuresOf(trace, numbered),
  }
}

function times({ looks, changes }: BreakerTrace): readonly number[] {
  return [...looks, ...changes].map(([time]) => time)
}

function actionOf([, action, takes]: BreakerTraceCall): { readonly [key: string]: string }[] {
  const steps = takes === 0 ? [] : [{ io: `${takes}ms` }]
  return action === 'ok' ? steps : [...steps, { fail: '100%' }]
}

type Numbered = readonly { readonly name: string; readonly call: BreakerTraceCall }[]

function figuresOf({ calls, looks, changes, reached }: BreakerTrace, numbered: Numbered): CaseFigure[] {
  const states = [...calls.map(([time, , , , , after]) => [time, after] as const), ...looks]
  const alike = (run: CaseRun): number => numbered.filter(({ name, call }) => endsAlike(run, name, call)).length
  const seen = (run: CaseRun): number => states.filter(([time, state]) => statesOf(run)[time] === state).length
  return [
    of('calls that end alike, at the same time', calls.length, EXACT, m.each(alike)),
    of('calls that reach the callee', reached, EXACT, m.counter('attempts', { edge: EDGE })),
    of('states that are the same', states.length, EXACT, m.each(seen)),
    of(
      'changes of state',
      changes.length,
      EXACT,
      m.each((run) => changesOf(run).length),
    ),
    ...changes.flatMap(([time, state], i) => [
      of(
        `change ${i + 1}: ${state}, ms`,
        time,
        EXACT,
        m.each((run) => changeAt(run, i, state)),
      ),
    ]),
  ]
}

function endsAlike(run: CaseRun, name: string, [time, , , ends, settled]: BreakerTraceCall): boolean {
  const [one] = run.series.filter((series) => series.name === 'call' && series.labels['caller'] === name)
  const outcome = ends === 'fallback' ? 'ok' : ends
  const elapsed = one?.ended.get(outcome)
  if (elapsed?.count !== 1 || meanOf(elapsed) !== (settled - time) * 1e6) return false
  const fellBack = counterOf(run, 'fallbacks', { edge: EDGE })
  return ends === 'fallback' ? fellBack > 0 : true
}

const STATES: readonly BreakerState[] = ['closed', 'half-open', 'open']

/** The state in each millisecond of the run; a change within one is not a state. */
function statesOf(run: CaseRun): readonly (BreakerState | undefined)[] {
  const level = run.course?.levels.find(({ name }) => name === 'breaker')
  return (level?.means ?? []).map((mean) => STATES[Math.round(mean * 1e6) / 1e6])
}

function changesOf(run: CaseRun): readonly (readonly [time: number, state: BreakerState | undefined])[] {
  const states = statesOf(run)
  return states.flatMap((state, k) => (state === (states[k - 1] ?? 'closed') ? [] : [[k, state] as const]))
}

function changeAt(run: CaseRun, index: number, state: BreakerState): number {
  const [time, found] = changesOf(run)[index] ?? []
  return time !== undefined && found === state ? time : Number.NaN
}

/** Breakers against the executed traces of their libraries and the rules in their sources. */
export const breakerTraceCases: readonly VerifyCase[] = breakerTraces.map(traceCase)
