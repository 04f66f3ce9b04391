import { describe, expect, it } from 'vitest'
import { describeStores } from '../../src/experiments/stores.ts'
import { storesText } from '../../src/report/stores.ts'
import { planOf } from '../scenarios/compile/compiling.ts'
import { town } from '../scenarios/data/store-town.ts'

function shown(store: Readonly<Record<string, unknown>>): string {
  return storesText(describeStores(planOf(town({ store, owns: { seen: { 'copy-of': 'stock' } } }))))
}

describe('the stores of a variant', () => {
  it('are shown with their nodes, their replication and what they keep of whom', () => {
    const failover = { heartbeat: '1s', detect: '5s', election: '3s', fencing: false }
    expect(shown({ replicas: 2, replication: 'majority', failover, 'lock-timeout': '4s' })).toBe(
      [
        '',
        'stores',
        '  main  sql, 3 nodes',
        '    isolation: read-committed  lock-timeout: 4s  deadlock-timeout: 1s  replicas: 2',
        '    replication: 1 must have received it  apply: exp(300us)  retransmit: 200ms',
        '    failover: after 5s, looked at every 1s, election 3s, no fencing',
        '    orders    of shop  200 keys    rows in groups, 5 in each at the start',
        '    products  of shop  5,000 keys  opaque values',
        '    seen      of shop  1,000 keys  copies of stock',
        '    stock     of shop  1,000 keys  numbers from 50',
        '',
      ].join('\n'),
    )
  })

  it('are shown with their quorums', () => {
    const plan = planOf(
      town({
        steps: [{ read: 'products' }],
        owns: { stock: {}, orders: {} },
        store: { kind: 'quorum', nodes: 5, r: 1, w: 3, 'hinted-handoff': false, 'anti-entropy': '1h' },
      }),
    )
    const text = storesText(describeStores(plan))
    expect(text).toContain('  main  quorum, 5 nodes\n    n: 3  r: 1  w: 3  coordinator: node  ask: all  tell: all')
    expect(text).toContain('hinted-handoff: false  sloppy: false  timeout: 2s  anti-entropy: 1h')
  })

  it('are shown with their shards', () => {
    const grow = { at: '10s', to: 6, rate: '1000/s' }
    expect(shown({ shards: { count: 4, by: 'consistent', grow } })).toContain(
      'shards: 4 by consistent, 100 points each  grow: to 6 at 10s, 1000 keys/s',
    )
    expect(shown({ shards: 4, replicas: 1 })).toContain('  main  sql, 4 shards of 2 nodes\n')
  })

  it('are not mentioned where there are none', () => {
    expect(storesText([])).toBe('')
  })
})
