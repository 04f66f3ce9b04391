import { describe, expect, it } from 'vitest'
import { managedServices } from '../../src/experiments/managed-services.ts'
import { planOf, type Written } from '../scenarios/compile/compiling.ts'

function orders(realised: unknown): Written & { readonly transactions: unknown } {
  return {
    app: {
      shop: { operations: { buy: [{ transaction: 'order', steps: [{ call: 'stock.take', undo: 'stock.give' }] }] } },
      stock: { operations: { take: [{ io: '1ms' }], give: [{ io: '1ms' }] } },
    },
    deploy: { 'each-module': {} },
    transactions: { order: realised },
    workload: { users: { arrivals: 'poisson(1/s)', call: 'shop.buy' } },
  }
}

describe('what is paid by use', () => {
  it('are the steps of a saga that a managed service orchestrates, and of no other', () => {
    const of = (realised: unknown): readonly string[] => managedServices(planOf(orders(realised))).orchestrated
    expect(of({ saga: 'orchestrated', engine: 'step-functions', log: 'memory' })).toEqual(['order'])
    expect(of({ saga: 'orchestrated', log: 'memory' })).toEqual([])
    expect(of('none')).toEqual([])
  })
})
