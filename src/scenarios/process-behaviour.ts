import { invariant } from '../sim/kernel/invariant.ts'
import type { ProcessBehaviour } from '../sim/process-plan.ts'
import { gossip } from '../sim/processes/gossip/gossip.ts'
import { primaryBackup } from '../sim/processes/primary-backup/primary-backup.ts'
import { raft } from '../sim/processes/raft/raft.ts'
import { register } from '../sim/processes/register/register.ts'
import type { ProcessCode, ProcessKind } from './process-kind.ts'
import type { ScenarioFunction } from './take-functions.ts'

/** What a process that comes with Orrery does. */
export function builtIn(what: Exclude<ProcessKind, ProcessCode>): ProcessBehaviour {
  switch (what.kind) {
    case 'raft': {
      const { 'election-timeout': timeout, heartbeat, disk, sync } = what
      return raft({
        ...(timeout === undefined ? {} : { electionTimeout: timeout.distribution }),
        ...(heartbeat === undefined ? {} : { heartbeat }),
        ...(disk === undefined ? {} : { write: disk.distribution }),
        ...(sync === undefined ? {} : { sync }),
      })
    }
    case 'register': {
      const { retry, disk, sync } = what
      return register({
        ...(retry === undefined ? {} : { retry }),
        ...(disk === undefined ? {} : { write: disk.distribution }),
        ...(sync === undefined ? {} : { sync }),
      })
    }
    case 'gossip': {
      const { keeps, every, fanout, 'in-step': inStep } = what
      return gossip({
        ...(keeps === undefined ? {} : { kind: keeps }),
        ...(every === undefined ? {} : { every }),
        ...(fanout === undefined ? {} : { fanout }),
        ...(inStep === undefined ? {} : { inStep }),
      })
    }
    case 'primary-backup': {
      const { heartbeat, detect, disk } = what
      return primaryBackup({
        ...(heartbeat === undefined ? {} : { heartbeat }),
        ...(detect === undefined ? {} : { detect }),
        ...(disk === undefined ? {} : { write: disk.distribution }),
      })
    }
  }
}

/** What nodes do; code of the scenario is among its functions. */
export function behaviourOf(what: ProcessKind, functions: ReadonlyMap<string, ScenarioFunction>): ProcessBehaviour {
  if (what.kind !== 'code') return builtIn(what)
  const behaviour = functions.get(what.code) as (() => ProcessBehaviour) | undefined
  invariant(behaviour !== undefined, 'code that was taken out of a scenario is among its functions')
  return behaviour()
}
