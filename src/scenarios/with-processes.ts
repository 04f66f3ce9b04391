import { builtIn } from './process-behaviour.ts'
import type { Module, NodeProcess, Operation, Scenario, Unit } from './scenario.ts'
import { sizeLaw } from './schema/literals.ts'
import type { Step } from './step.ts'

/**
 * A scenario in which each process is a module, with an operation for each thing that an app can ask of it, in a unit
 * of its own; both have its name. `processes` is absent where there are none.
 */
export function withProcesses(scenario: Scenario, processes: Readonly<Record<string, NodeProcess>>): Scenario {
  const names = Object.keys(processes)
  if (names.length === 0) return scenario
  const entries = Object.entries(processes)
  const modules = entries.map(([name, process]): [string, Module] => [name, moduleOf(process)])
  const units = entries.map(([name, { unit }]): [string, Unit] => [name, { ...unit, modules: [name] }])
  return {
    ...scenario,
    app: { ...scenario.app, ...Object.fromEntries(modules) },
    deploy: { ...scenario.deploy, units: { ...scenario.deploy.units, ...Object.fromEntries(units) } },
    processes,
  }
}

function moduleOf({ what, cpu }: NodeProcess): Module {
  const { operations } = what.kind === 'code' ? what : builtIn(what)
  const handle: Step = { kind: 'handle' }
  const steps: readonly Step[] = cpu.distribution.mean > 0 ? [{ kind: 'cpu', cpu }, handle] : [handle]
  const operation: Operation = { steps, answer: sizeLaw.parse('1KiB'), idempotent: true }
  return { operations: Object.fromEntries(operations.map((name) => [name, operation])), owns: {} }
}
