import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'
import { expectAtRest, storms, without } from '../storms.ts'

function inOneProcess(of: Partial<Town> & { readonly instances?: number }): ReturnType<typeof town> {
  const { instances = 1 } = of
  const events = { 'order.placed': of.event ?? {} }
  const brokers = { bus: { kind: 'in-process' } }
  return {
    ...town({ broker: {}, ...of }),
    brokers,
    events,
    deploy: { all: { modules: ['shop', 'mailer'], instances } },
  }
}

describe('events in one process', () => {
  it('are handled beside the work that has published them, which does not wait', () => {
    const { facts, log } = run(inOneProcess({}), { at: [5] })
    expect(facts.story(0)).toEqual(['published', 'stored', 'delivered 1', 'handled', 'settled'])
    expect(facts.times('handled')).toEqual([15])
    expect(log.onlyCall('shop.buy').latency).toBe(0)
  })

  it('are handled where they were published', () => {
    const { facts } = run(inOneProcess({ instances: 3 }), { at: [5, 6, 7] })
    expect(facts.of('handled').map(({ instance }) => instance)).toEqual(
      facts.of('published').map(({ instance }) => instance),
    )
  })

  it('are gone with a handler that fails, and with the process', () => {
    const failing = run(inOneProcess({ handler: [{ io: '10ms' }, { fail: '100%' }] }), { at: [5] })
    expect(failing.facts.story(0).slice(-2)).toEqual(['failed error', 'dropped rejected'])
    const faults = [{ crash: 'all', host: 'up', at: '10ms', for: '1s' }]
    const crashed = run(inOneProcess({ faults }), { at: [5] })
    expect(crashed.facts.story(0).slice(-2)).toEqual(['failed crashed', 'dropped lost-node'])
  })

  it('are gone where the process takes no more', () => {
    const faults = [{ descriptors: 'all', limit: 1, at: '0s' }]
    const buy = [{ publish: 'order.placed' }, { publish: 'order.placed' }]
    const { facts } = run(inOneProcess({ faults, buy }), { at: [5] })
    expect(facts.story(0).at(-1)).toBe('settled')
    expect(facts.story(1)).toEqual(['published', 'stored', 'failed refused', 'dropped rejected'])
  })

  it('that nobody handles are gone', () => {
    const { facts } = run(inOneProcess({ mailer: { on: {}, operations: { idle: [] } }, event: {} }), { at: [5] })
    expect(facts.story(0)).toEqual(['published', 'dropped unroutable'])
  })

  it('come to exactly one end each, whatever happens, and are handled once at most', () => {
    fc.assert(
      fc.property(storms({ all: 2 }, ['* -> all']), fc.nat(1000).map(String), (faults, seed) => {
        const instances = 2
        const handler = [{ io: 'exp(300ms)' }, { fail: '10%' }]
        const result = run(inOneProcess({ instances, handler, faults, load: 'poisson(10/s)', deadline: '20s' }), {
          seed,
        })
        const { facts } = result
        const published = facts.messages('published')
        const ends = [...facts.of('settled'), ...facts.of('dropped')].map(({ message }) => message)
        expect(ends.toSorted((a, b) => a - b)).toEqual(published)
        expect(facts.of('handled').length).toBe(facts.messages('handled').length)
        expect(without(facts.messages('handled'), facts.messages('settled'))).toEqual([])
        expectAtRest(result)
      }),
      { seed: 31, numRuns: 30 },
    )
  })
})
