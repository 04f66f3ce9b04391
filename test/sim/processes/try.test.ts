import { it } from 'vitest'
import { simulate } from '../../../src/testing/simulate.ts'

it('try', async () => {
  const s = await simulate({
    name: 'x', run: { duration: '20s', warmup: '2s', replications: 2, drain: '2s' },
    app: { shop: { operations: { order: [{ cpu: '0.1ms' }, { call: 'raft.put', key: 'customer', timeout: '1s' }] } } },
    processes: { raft: { use: 'raft', nodes: 5, zones: ['a', 'b', 'c'], disk: 'exp(1ms)' } },
    network: { zones: { a: 'r', b: 'r', c: 'r' } },
    deploy: { front: { modules: 'all' } },
    workload: { buyers: { arrivals: 'poisson(50/s)', call: 'shop.order', inputs: { customer: 'zipf(0.9) of 100' } } },
    faults: [{ crash: 'raft', pick: 'one', at: '3s', for: '1s', every: '3s' }],
    expect: ['processes.raft.invariants.*.violations <= 0', 'shop.order.availability > 50%'],
  })
  console.log(JSON.stringify(s.document.variants['default']?.operations, (k, v) => v === null ? undefined : (typeof v === 'object' && v && 'value' in v) ? v.value : v).slice(0, 1800))
  console.log(JSON.stringify(s.document.variants['default']?.checks?.map?.((c: any) => [c.name, c.metric, c.verdict, c.value])))
  console.log(s.judge('processes.raft.leaderless.mean < 1s'), s.judge('processes.raft.elections > 3'))
}, 60000)
