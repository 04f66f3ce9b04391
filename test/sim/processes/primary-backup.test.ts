import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { type PrimaryBackupOptions, primaryBackup } from '../../../src/sim/processes/primary-backup/primary-backup.ts'
import type { PrimaryBackupState } from '../../../src/sim/processes/primary-backup/primary-backup-state.ts'
import { MS, open, SECOND } from '../world/plans.ts'
import { type ProcessRun, type ProcessSpec, processPlan, runProcess } from './process-world.ts'
import { crashes, storm, violated } from './storms.ts'

function run(options: PrimaryBackupOptions, spec: Partial<ProcessSpec>, replication = 0): ProcessRun {
  const workloads = { w: { calls: { 'p.put': 0.5, 'p.get': 0.5 }, arrivals: open(100) } }
  const behaviour = primaryBackup(options)
  const plan = processPlan({
    behaviour,
    nodes: 4,
    delay: exponential(5 * MS),
    duration: 3 * SECOND,
    workloads,
    ...spec,
  })
  return runProcess(plan, { replication })
}

const stormy: Partial<ProcessSpec> = {
  faults: (places) => storm(places, ['crash', 'cut', 'loss', 'slow-net', 'double'], { until: 2.8 * SECOND, pace: 1 }),
}

describe('primary and backup', () => {
  it('go on when one of them dies, with all that was acknowledged', () => {
    const { log, report } = run({}, { faults: (places) => crashes(places, [1], { from: SECOND, to: 2 * SECOND }) })
    const monitor = report.nodes[0]?.state as PrimaryBackupState | undefined
    expect([2, 3]).toContain(monitor?.view.primary)
    const late = log.calls('p.put').filter(({ start }) => start > 1.5 * SECOND && start < 1.9 * SECOND)
    expect(late.some(({ outcome }) => outcome === 'ok')).toBe(true)
    expect(violated(report)).toEqual([])
    expect(report.invariants.every(({ checks }) => checks > 500)).toBe(true)
  })

  it('serve nobody when both are gone at once: their memories were the data', () => {
    const { log, report } = run({}, { faults: (places) => crashes(places, [1, 2], { from: SECOND, to: 1.2 * SECOND }) })
    const late = log.calls('p.put').filter(({ start }) => start > 1.3 * SECOND)
    expect(late.length).toBeGreaterThan(50)
    expect(late.filter(({ outcome }) => outcome === 'ok')).toEqual([])
    expect(violated(report)).toEqual([])
  })

  it('lose nothing and stay linearizable whatever happens', () => {
    for (let replication = 0; replication < 5; replication++) {
      const { report, log } = run({}, stormy, replication)
      expect(violated(report)).toEqual([])
      expect(log.breaches).toEqual([])
    }
  })
})

describe('primary and backup with a mistake', () => {
  const caught = (seeds: number, options: PrimaryBackupOptions): readonly string[] =>
    Array.from({ length: seeds }, (_, replication) => violated(run(options, stormy, replication).report)).flat()

  it('that acknowledge before the backup has it lose what was acknowledged: one of 6 seeds', () => {
    expect(caught(6, { bug: 'acknowledges-early' })).toContain('acknowledged-is-kept')
  })

  it('that promote a backup without data lose what was acknowledged: one of 12 seeds', () => {
    expect(caught(12, { bug: 'promotes-too-early' })).toContain('acknowledged-is-kept')
  })

  it('that read without asking the backup are not linearizable: one of 8 seeds', () => {
    expect(caught(8, { bug: 'serves-without-asking' })).toContain('linearizable')
  })
})
