import { describe, expect, test } from 'vitest'
import type { FaultEffect, PathTargets } from '../../../src/sim/fault-plan.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { complaints, planOf, type Written } from '../compile/compiling.ts'
import { town } from './post-town.ts'

const rabbit = { rabbit: { kind: 'rabbitmq', nodes: 3 } }
const kafka = { kafka: { kind: 'kafka', nodes: 3 } }
const kept = { '*': { queue: 'quorum' } }

function written(fault: unknown, brokers: unknown = rabbit): Written {
  return town({
    brokers,
    ...(brokers === rabbit ? { events: kept } : {}),
    rest: { faults: [{ id: 'f', at: '1s', for: '1s', ...Object(fault) }] },
  })
}

function effect(plan: Plan): FaultEffect {
  const [fault] = plan.faults
  if (fault === undefined) throw new Error('the fault was left out')
  return fault.effect
}

function edgesHit(fault: unknown, brokers?: unknown): string[] {
  const plan = planOf(written(fault, brokers))
  const found = effect(plan)
  const path: PathTargets | undefined = 'path' in found ? found.path : undefined
  return path?.edges.map((edge) => plan.edges[edge]?.name ?? '') ?? []
}

describe('faults reach brokers', () => {
  test.each([
    [{ crash: 'rabbit', instances: [1] }],
    [{ pause: 'rabbit' }],
    [{ slow: 'rabbit', factor: 5 }],
    [{ drain: 'rabbit' }],
  ])('as units, by name: %j', (fault) => {
    const plan = planOf(written(fault))
    const found = effect(plan)
    const units = 'on' in found ? found.on.units : []
    expect(units.map((unit) => plan.units[unit]?.role)).toEqual(['broker'])
  })

  test('along their edges, whoever calls', () => {
    expect(edgesHit({ latency: 'shop -> rabbit', add: '50ms' })).toEqual(['shop -> rabbit'])
    expect(edgesHit({ loss: 'rabbit -> mailer', share: '10%' })).toEqual(['rabbit -> mailer'])
    expect(edgesHit({ jam: 'rabbit -> rabbit' })).toEqual(['rabbit -> rabbit'])
    expect(edgesHit({ partition: '* -> kafka' }, kafka)).toEqual(['kafka -> kafka', 'mailer -> kafka', 'shop -> kafka'])
  })

  test('between two of their nodes', () => {
    const plan = planOf(written({ partition: { between: 'rabbit/0', and: ['rabbit/1', 'rabbit/2'] } }))
    expect(effect(plan)).toMatchObject({
      kind: 'bridge',
      left: [{ instance: 0 }],
      right: [{ instance: 1 }, { instance: 2 }],
    })
  })

  test('and never what stays within an instance', () => {
    expect(edgesHit({ latency: '* -> mailer', add: '50ms' }, kafka)).toEqual([])
    expect(complaints(written({ latency: '* -> mailer', add: '50ms' }, kafka))).toContain('L351 faults.0.latency')
    const zone = planOf(
      town({
        brokers: kafka,
        deploy: { 'each-module': { zone: 'b' } },
        rest: {
          network: { zones: { a: 'us-east-1', b: 'us-east-1' } },
          faults: [{ partition: { zone: 'b' }, at: '1s' }],
        },
      }),
    )
    const found = effect(zone)
    const hit = 'path' in found ? found.path.edges.map((edge) => zone.edges[edge]?.loopback === true) : []
    expect(hit.length).toBeGreaterThan(3)
    expect(hit).not.toContain(true)
    expect(zone.edges.some(({ loopback }) => loopback === true)).toBe(true)
  })

  test('at what handles an event, by the name of the operation or of its module', () => {
    for (const name of ['mailer.on-order-placed', 'mailer']) {
      const plan = planOf(written({ errors: name, share: '5%' }))
      const found = effect(plan)
      const programs = 'programs' in found ? found.programs.map((program) => plan.programs[program]?.name) : []
      expect(programs).toEqual(['mailer.on-order-placed'])
    }
  })

  test('a broker is no store that stalls, and its faults are left out where it is not', () => {
    expect(complaints(written({ stall: 'rabbit' }))).toEqual(['S241 faults.0.stall'])
    const elsewhere = { elsewhere: new Set(['rabbit']) }
    expect(complaints(written({ crash: 'rabbit' }, kafka), elsewhere)).toContain('L350 faults.0.crash')
  })
})
