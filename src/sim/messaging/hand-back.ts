import { type Frame, Waiting } from '../frame.ts'
import { Part } from '../parts.ts'
import type { MessageWorld } from './message-world.ts'

/** Lets a call go on that waits at a node since its `phaseStart`. */
export function handBack({ frames, engine, ready }: MessageWorld, call: Frame, outcome: number): void {
  const at = call.base + Part.io
  frames.parts[at] = (frames.parts[at] as number) + engine.now - call.phaseStart
  call.waiting = Waiting.nothing
  call.failure = outcome
  ready.add(call)
}
