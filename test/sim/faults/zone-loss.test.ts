import { describe, expect, it } from 'vitest'
import { at, MS, SECOND } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { call, io } from '../world/steps.ts'
import { fault, path, scripted } from './faults.ts'

describe('the loss of a zone', () => {
  it('takes its instances down and cuts it off, both at once, and gives both back', () => {
    const run = simulate({
      zones: ['a', 'b'],
      units: { web: { zones: [0] }, db: { zones: [0, 1] } },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(5 * MS)] },
      edges: { 'web -> db': { timeout: 50 * MS } },
      workloads: { users: { calls: 'web.get', arrivals: at(...[0, 1, 2, 3, 4, 5].map((s) => s * SECOND)) } },
      faults: (index) => [
        fault(
          {
            kind: 'together',
            effects: [
              {
                kind: 'crash',
                on: { units: [index.unit('web'), index.unit('db')], zones: [1], pick: { kind: 'all' } },
                host: 'down',
                restart: 0,
                cold: { factor: 1, lasts: 0 },
              },
              { kind: 'partition', path: path(index, ['users -> web', 'web -> db'], { from: [1], to: [-1, 0] }) },
            ],
          },
          scripted(500 * MS, 3 * SECOND),
          'zone-b',
        ),
      ],
    })
    // Round robin over db/0 in the first zone and db/1 in the second.
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual([
      'ok',
      'timeout',
      'ok',
      'timeout',
      'ok',
      'ok',
    ])
    expect(run.end.faults).toEqual([
      {
        id: 'zone-b',
        kind: 'together',
        episodes: [{ start: 500 * MS, end: 3500 * MS, targets: ['db/1', 'users -> web', 'web -> db'] }],
        bites: 2,
      },
    ])
    expect(run.log.changes('instances-up db')).toEqual([
      [0, 2],
      [500 * MS, 1],
      [3500 * MS, 2],
    ])
    expectDrained(run)
  })
})
