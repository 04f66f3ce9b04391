import { it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { performTask } from '../../src/experiments/task.ts'
import { caseRun } from '../../src/experiments/verify/case-run.ts'
import { quorumCases } from '../../src/experiments/verify/cases/quorum-cases.ts'
import { judge } from '../../src/experiments/verify/judge.ts'
import { loadScenario } from '../../src/scenarios/load.ts'

it('x', () => {
  for (const id of (process.env['IDS'] ?? '').split(',')) {
    const each = quorumCases.find((one) => one.id === id)!
    const loaded = loadScenario({
      kind: 'yaml',
      file: `${each.id}.yaml`,
      text: each.scenario.replace(/duration: (\d+)s/, 'duration: 11s'),
    })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const prepared = prepareScenario(loaded.source, each.files)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
    const runs = new Map(
      prepared.prepared.variants.map((v) => [
        v.name,
        [0, 1, 2].map((replication) => {
          const answer = performTask(v.plan, {
            kind: 'replication',
            variant: v.name,
            seed: '1',
            replication,
            from: 0,
          } as never)
          if (answer.kind !== 'replication') throw new Error(JSON.stringify(answer))
          return caseRun(answer.replication, false)
        }),
      ]),
    )
    console.log(
      id,
      JSON.stringify(
        each
          .figures()
          .map((f) => judge(f, runs))
          .map((f) => [
            f.metric,
            f.expected,
            Number(f.measured.toPrecision(6)),
            Number(f.standardError.toPrecision(2)),
            f.verdict,
          ]),
      ),
    )
  }
}, 1e9)
