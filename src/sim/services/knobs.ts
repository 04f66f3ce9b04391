import type { DependencyEffect, ProcessEffect } from '../fault-plan.ts'

/** What a fault of a kind says beside its kind and its targets. */
type Knobs<Effect, Kind> = Omit<Extract<Effect, { readonly kind: Kind }>, 'kind' | 'on'>

export type CrashKnobs = Knobs<ProcessEffect, 'crash'>
export type DrainKnobs = Knobs<ProcessEffect, 'drain'>
export type SlowKnobs = Knobs<ProcessEffect, 'slow'>
export type QuotaKnobs = Knobs<ProcessEffect, 'cpu-quota'>
export type MemoryKnobs = Knobs<ProcessEffect, 'memory'>
export type ThreadsKnobs = Knobs<ProcessEffect, 'threads'>
export type DescriptorsKnobs = Knobs<ProcessEffect, 'descriptors'>
export type ClockKnobs = Knobs<ProcessEffect, 'clock'>
export type ErrorsKnobs = Knobs<DependencyEffect, 'errors'>
export type LostReplyKnobs = Knobs<DependencyEffect, 'lost-reply'>
export type ThrottleKnobs = Knobs<DependencyEffect, 'throttle'>
