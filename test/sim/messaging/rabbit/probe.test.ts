import { it } from 'vitest'
import { run, town } from '../post-office.ts'
it('probe', () => {
  for (const broker of [{ kind: 'rabbitmq' }, { kind: 'rabbitmq', nodes: 3 }, { kind: 'sqs' }]) {
    const r = run(town({ broker, event: broker.nodes === 3 ? { queue: 'quorum' } : {}, consumer: {} }), { at: [0, 5] })
    console.log(r.facts.all.map((f) => `${f.at / 1e6} ${Object.keys({ published: 0, stored: 1, confirmed: 2, unconfirmed: 3, deduplicated: 4, delivered: 5, handled: 6, failed: 7, absorbed: 8, settled: 9, returned: 10, dropped: 11, dead: 12 })[f.kind]} ${f.message} @${f.instance}`).join('\n'), r.end.time / 1e6, r.world.frames)
  }
})
