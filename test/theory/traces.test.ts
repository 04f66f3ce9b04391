import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { breakerTraces } from '../../src/experiments/verify/cases/breaker-traces.ts'

interface ExecutedRow {
  readonly n?: number
  readonly t: number
  readonly plan?: string
  readonly result?: string
  readonly settled?: number
  readonly after?: string
  readonly state?: string
}

interface Executed {
  readonly id: string
  readonly trace: {
    readonly rows: readonly ExecutedRow[]
    readonly transitions: readonly (readonly [number, string])[]
    readonly actionCalls: number
  }
}

const FILE = new URL('../../../shared/references/cases.json', import.meta.url)
const executed = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as { readonly traces: readonly Executed[] }).traces
  : []
if (executed.length === 0) console.warn('The executed traces are not beside this checkout: they are not compared.')

const STATES: Readonly<Record<string, string>> = { halfopen: 'half-open', close: 'closed' }
const ENDS: Readonly<Record<string, string>> = {
  success: 'ok',
  'action error': 'error',
  EOPENBREAKER: 'breaker-open',
  BrokenCircuitError: 'breaker-open',
  fallback: 'fallback',
}

function state(name: string | undefined): string {
  const plain = (name ?? '').toLowerCase().replace('_', '')
  return STATES[plain] ?? plain
}

describe('the traces that breakers are compared with', () => {
  for (const { id, trace } of executed) {
    it(`${id} is as it was executed, row by row`, () => {
      const ours = breakerTraces.find((each) => each.id === id)
      const calls = trace.rows.filter(({ n }) => n !== undefined)
      expect(ours?.calls).toEqual(
        calls.map(({ t, plan = '', result = '', settled, after }) => {
          const [action, , takes] = plan.split(' ')
          return [t, action, Number(takes), ENDS[result], settled, state(after)]
        }),
      )
      const looks = trace.rows.filter(({ n }) => n === undefined)
      expect(ours?.looks).toEqual(looks.map((row) => [row.t, state(row.state)]))
      expect(ours?.changes).toEqual(trace.transitions.map(([time, to]) => [time, state(to)]))
      expect(ours?.reached).toBe(trace.actionCalls)
    })
  }

  it('end with the state that their last change led to', () => {
    for (const { id, calls, changes } of breakerTraces) {
      const last = Math.max(...calls.map(([time]) => time))
      const before = changes.filter(([time]) => time <= last).at(-1)?.[1] ?? 'closed'
      expect(calls.at(-1)?.[5], id).toBe(before)
    }
  })
})
