import type { Caller } from './calls/caller.ts'
import type { Client } from './calls/client.ts'
import type { ReadyList } from './calls/ready-list.ts'
import { NEVER } from './frame.ts'
import type { FramePool } from './frame-pool.ts'
import { stepKey } from './kernel/draws.ts'
import type { Engine } from './kernel/engine.ts'
import { invariant } from './kernel/invariant.ts'
import { Outcome } from './outcome.ts'
import { Part } from './parts.ts'
import type { Plan } from './plan.ts'
import { MessageCargo } from './processes/message-cargo.ts'
import { Processes, waits } from './processes/processes.ts'
import type { ProcessInstruments } from './processes/reporting.ts'
import type { Wakes } from './processes/wakes.ts'
import type { Instance } from './services/instance.ts'
import type { Program } from './step.ts'

/** Connects the nodes of the processes of a plan with the components of a world. */
export function buildProcesses(
  plan: Plan,
  parts: {
    readonly seed: string
    /** Steps to keep; 0 for none. */
    readonly history: number
    readonly client: Client
    readonly engine: Engine
    readonly frames: FramePool
    readonly wakes: Wakes
    readonly instances: readonly Instance[]
    readonly ready: ReadyList
    readonly programs: readonly Program[]
    readonly instruments: readonly (ProcessInstruments | undefined)[]
    readonly ticking: () => boolean
  },
): Processes {
  const { seed, history, client, engine, frames, wakes, instances, ready, programs, ticking } = parts
  const plans = plan.processes ?? []
  const lines = plan.units.map((_, unit) => {
    const messages = programs[plans.find((one) => one.unit === unit)?.messages ?? -1]
    return { step: messages?.steps[0], path: stepKey(seed, messages?.name ?? '').high }
  })
  const processes: Processes = new Processes(
    plans,
    { seed, instances, unitNames: plan.units.map(({ name }) => name), history },
    {
      engine,
      wakes,
      ticking,
      probe: () => client.probe,
      instruments: parts.instruments,
      send: (unit, node, to, { message, bytes }, parent) => {
        const { step, path } = lines[unit] ?? {}
        invariant(step !== undefined, 'a process without a way for messages')
        const cargo = new MessageCargo(to, { from: node.id, message, bytes, parent }, processes)
        client.carry(senderAt(node.instance.index, path ?? 0), null, step, cargo, node.sent++)
      },
      answer: (frame, ticket, failure) => {
        const outcome = failure === null ? Outcome.ok : plan.outcomes.indexOf(failure)
        invariant(outcome >= 0, 'a failure of a process is no outcome')
        if (!waits(frame, ticket)) return
        frame.wake = NEVER
        frame.failure = outcome
        // While it waited for other nodes or for a disk, its own did something else.
        const at = frame.base + Part.io
        frames.parts[at] = (frames.parts[at] as number) + engine.now - frame.phaseStart
        frame.phaseStart = engine.now
        if (outcome !== Outcome.ok) frame.origin = plan.edges.length + frame.program.unit
        ready.add(frame)
      },
    },
  )
  return processes
}

/** A node as the caller of a message. */
function senderAt(instance: number, path: number): Caller {
  const expiresAt = Number.POSITIVE_INFINITY
  return { request: 0, path, workload: -1, instance, expiresAt, priority: 0, context: null, debt: 0 }
}
