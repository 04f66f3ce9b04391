import type { Probe } from './probe.ts'

/** A probe that looks away. */
export class NullProbe implements Probe {
  began(): void {}
  ended(): void {}
  failed(): void {}
  waited(): void {}
  level(): void {}
  counted(): void {}
}
