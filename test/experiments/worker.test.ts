import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadModule } from '../../src/experiments/load-module.ts'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import work from '../../src/experiments/worker.ts'
import { loadScenario } from '../../src/scenarios/load.ts'

const module = fileURLToPath(new URL('./fixtures/guarded.ts', import.meta.url))

describe('a worker', () => {
  test('loads the module of a scenario whose invariants are functions, and watches them', async () => {
    const loaded = loadScenario({ kind: 'value', file: 'guarded.ts', value: await loadModule(module), module })
    if (!loaded.ok) expect.fail(loaded.problems[0]?.message)
    const result = prepareScenario(loaded.source)
    if (!result.ok) expect.fail(result.problems[0]?.message)
    const { hash, name, document } = loaded.source
    const invariants = loaded.source.expectations.flatMap((one) => (one.kind === 'invariant' ? [one.rule] : []))
    // What crosses to a thread is plain data.
    const sent = structuredClone({
      job: { hash, file: name, document, files: new Map<string, string>(), module },
      task: { kind: 'replication', variant: 'default', seed: '0', replication: 0, from: 0, invariants } as const,
    })
    const answer = await work(sent)
    if (answer.kind !== 'replication') expect.fail(answer.kind === 'bug' ? answer.message : 'a pilot')
    expect(answer.replication.invariants?.map(({ verdict }) => verdict)).toEqual(['fail'])
    expect(answer.replication.invariants?.[0]?.reason).toContain('sold out')
    expect(structuredClone(answer)).toEqual(answer)
  })
})
