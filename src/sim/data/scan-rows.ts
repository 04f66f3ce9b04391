import { EventKind } from '../event-kind.ts'
import { type Frame, NEVER } from '../frame.ts'
import { eventCode } from '../kernel/event-code.ts'
import { Part } from '../parts.ts'
import type { DataWorld } from './data-world.ts'

/**
 * Lets a call spend `time` ns at its node, where io may be slow, on looking at rows. Returns whether that takes any
 * time: then `deliver` is deferred, and the frame goes on by itself.
 */
export function scanRows({ engine, instances }: DataWorld, call: Frame, time: number): boolean {
  const { troubles } = instances[call.instance] ?? { troubles: null }
  const duration = troubles?.ioWait(time) ?? time
  if (duration <= 0) return false
  call.wakePart = Part.io
  call.phaseStart = engine.now
  call.wake = engine.schedule(duration, eventCode(EventKind.wake, call.index))
  return true
}

/** The call is stopped while it may be looking at rows. */
export function stopScan({ engine }: DataWorld, call: Frame): void {
  if (call.wake === NEVER) return
  call.wake = NEVER
  engine.disown()
}
