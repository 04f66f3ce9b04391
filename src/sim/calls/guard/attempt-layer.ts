import { ATTEMPT, type Frame, FrameKind } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { SimulationBug } from '../../kernel/invariant.ts'
import type { Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

/** The innermost: each call that comes here is one attempt over the network, with a timeout of its own. */
export class AttemptLayer extends PlainLayer {
  enter(outer: Passage): Frame | null {
    const { guarding } = this
    const { engine, frames, calls, edge } = guarding
    const { call, root } = outer
    const { step } = root
    const { now } = engine
    const number = root.count++
    const attempt = frames.take(FrameKind.remote, call.program)
    frames.adopt(call, attempt)
    attempt.request = call.request
    // Another attempt asks the server for other work, so it draws from another path.
    attempt.path = number === 0 ? call.path : pathHash(root.path, step.hash, number)
    attempt.identity = call.identity
    attempt.workload = call.workload
    attempt.caller = call.caller
    attempt.priority = call.priority
    const { expiresAt } = outer
    attempt.expiresAt =
      edge.plan.propagate && step.timeout > 0
        ? Math.min(expiresAt, calls.make.expiryOf(call.caller, step.timeout))
        : expiresAt
    attempt.edge = call.edge
    attempt.series = ATTEMPT
    attempt.start = now
    attempt.phaseStart = now
    attempt.requestBytes = call.requestBytes
    attempt.key = call.key
    attempt.instance = outer.server
    if (call.context !== null) attempt.context = call.context
    if (call.cargo !== null) {
      attempt.cargo = call.cargo.again()
      if (call.cargo.aim >= 0) attempt.instance = call.cargo.aim
    }
    attempt.passage = outer.index
    outer.frame = attempt
    calls.probe.counted(guarding.instruments.attempts, now, 1)
    calls.send(attempt, step.lane)
    return null
  }

  ended(_passage: Passage, _outcome: number): Frame | null {
    throw new SimulationBug('an attempt has nothing inside')
  }
}
