import { describe, expect, test } from 'vitest'
import { complaints, problemsOf } from '../compile/compiling.ts'
import { type SagaTown, sagaTown } from './saga-town.ts'

const STEPS = 'app.shop.operations.checkout.steps.1.steps'
const AS = 'transactions.place-order'
const CRASH = { faults: [{ id: 'dead', crash: 'shop', restart: '1s', at: '1s', for: '1s' }] }

function leg(module: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { call: `${module}.take`, undo: `${module}.giveBack`, ...more }
}

function bare(module: string): unknown {
  return { call: `${module}.take` }
}

/** Codes and paths of the doubts about a transaction. */
function doubts(change: SagaTown): readonly string[] {
  return complaints(sagaTown({ once: true, ...change })).filter((one) => /^L4[23]|^S/.test(one))
}

function sentence(change: SagaTown, code: string): string | undefined {
  return problemsOf(sagaTown({ once: true, ...change })).find((one) => one.code === code)?.message
}

describe('business transactions that may not be meant so are doubted', () => {
  test('nothing is said where all is well', () => {
    for (const as of ['saga', 'two-phase-commit', 'none']) expect(doubts({ as, rest: CRASH })).toEqual([])
  })

  test('a leg that nothing undoes, though another one may fail when it is done', () => {
    const [a, b, c] = ['inventory', 'payments', 'orders']
    const steps = (...of: readonly unknown[]): SagaTown => ({ as: 'saga', steps: of })
    expect(doubts(steps(leg(a), bare(b)))).toEqual([])
    expect(doubts(steps(bare(a), bare(b)))).toEqual([`L421 ${STEPS}.0`])
    // At the same time: whichever is done first, the other one may fail.
    expect(doubts(steps({ parallel: [leg(a), bare(b)] }))).toEqual([`L421 ${STEPS}.0.parallel.1`])
    expect(doubts(steps({ parallel: [leg(a), leg(b)] }, bare(c)))).toEqual([])
    // Behind the pivot nothing is undone, and the pivot itself is not either.
    expect(doubts(steps(leg(a), { ...(bare(b) as object), pivot: true }, bare(c)))).toEqual([])
    expect(doubts(steps({ parallel: [bare(a), { ...(bare(b) as object), pivot: true }] }))).toEqual([
      `L421 ${STEPS}.0.parallel.0`,
    ])
  })

  test('a leg that is done again in order to undo it', () => {
    const steps = [leg('inventory', { undo: 'inventory.take' }), leg('orders')]
    expect(doubts({ as: 'saga', steps })).toEqual([`L421 ${STEPS}.0.undo`])
    expect(sentence({ as: 'saga', steps }, 'L421')).toBe('"inventory.take" is done again in order to undo it')
  })

  test('legs and undos without a key, where something may be lost', () => {
    const careless = { as: 'saga', once: false, steps: [leg('inventory'), leg('orders')] } as const
    expect(doubts({ ...careless, rest: CRASH })).toEqual([`L424 ${STEPS}.0.call`])
    expect(sentence({ ...careless, rest: CRASH }, 'L424')).toContain('"inventory.take", "inventory.giveBack"')
    expect(doubts(careless)).toEqual([])
    expect(doubts({ ...careless, as: 'two-phase-commit', rest: CRASH })).toEqual([])
    const once = { saga: 'orchestrated', attempts: 1, 'undo-attempts': 1 }
    expect(doubts({ ...careless, as: once, rest: CRASH })).toEqual([])
    expect(doubts({ ...careless, as: { ...once, 'undo-attempts': 2 }, rest: CRASH })).toEqual([`L424 ${STEPS}.0.undo`])
  })

  test('a coordinator that keeps nothing', () => {
    expect(doubts({ as: { saga: 'orchestrated', log: 'memory' } })).toEqual([`L423 ${AS}.log`])
    expect(doubts({ as: { 'two-phase-commit': { log: 'memory' } } })).toEqual([`L423 ${AS}.two-phase-commit.log`])
    const [found] = problemsOf(sagaTown({ as: { 'two-phase-commit': { log: 'memory' } } }))
    expect(found?.label).toBe('who has prepared keeps its locks, and nobody ever decides')
  })

  test('less time than the legs take, one after the other or at once', () => {
    const steps = ['inventory', 'payments', 'parcels', 'orders'].map((module) => leg(module))
    const saga = (timeout: string): SagaTown => ({ as: { saga: 'orchestrated', timeout }, steps })
    expect(doubts(saga('5ms'))).toEqual([`L429 ${AS}.timeout`])
    expect(doubts(saga('100ms'))).toEqual([])
    expect(doubts({ ...saga('100ms'), as: { 'two-phase-commit': { timeout: '1ms' } } })).toEqual([
      `L429 ${AS}.two-phase-commit.timeout`,
    ])
    expect(sentence(saga('5ms'), 'L429')).toBe('the 5ms that "place-order" may take are over before its legs are done')
    // All legs at once take no longer than one.
    const four = { as: { saga: 'orchestrated', timeout: '10ms' } }
    expect(doubts({ ...four, steps })).toEqual([`L429 ${AS}.timeout`])
    expect(doubts({ ...four, steps: [{ parallel: steps }] })).toEqual([])
  })

  test('a no behind the pivot', () => {
    const steps = [leg('inventory'), leg('payments', { pivot: true }), bare('orders')]
    expect(doubts({ as: 'saga', steps, no: { orders: '10%' } })).toEqual([`L427 ${STEPS}.2.call`])
    expect(doubts({ as: 'saga', steps, no: { inventory: '10%' } })).toEqual([])
    expect(doubts({ as: 'saga', steps: steps.toReversed(), no: { orders: '10%' } })).toEqual([`L421 ${STEPS}.0`])
  })

  test('a try without a confirm', () => {
    const tcc = 'try-confirm-cancel'
    expect(doubts({ as: tcc })).toEqual([`L428 ${AS}`])
    expect(doubts({ as: tcc, steps: [leg('inventory', { confirm: 'inventory.giveBack' }), leg('orders')] })).toEqual([])
  })
})
