import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { simulate } from '../../src/testing/simulate.ts'
import { shipped } from './shipped.ts'
it('x', { timeout: 500_000 }, async () => {
  const golden = JSON.parse(readFileSync('test/golden/fingerprints.json', 'utf8')).fingerprints
  for (const name of ['two-phase-blocks','order-saga','dual-write-or-outbox','monolith-vs-microservices','idempotency']) {
    const { document } = await simulate(shipped(name), { set: ['run.duration=10s', 'run.warmup=0s', 'run.replications=1'], control: false })
    for (const [v, { fingerprint }] of Object.entries(document.variants)) console.log(name, v, fingerprint === golden[name]?.[v] ? 'same' : 'DIFFERENT')
  }
})
