import type { PreparedVariant } from '../../experiments/prepare.ts'
import type { Paint } from '../../report/paint.ts'
import type { AddCommand, CommandContext } from '../command-context.ts'
import { change, collect } from '../flags/parse-flag.ts'

interface ShowFlags {
  readonly set?: readonly string[]
  readonly variant?: readonly string[]
  readonly mermaid?: true
  readonly resolved?: true
  readonly json?: true
}

/** `orrery show shop.yaml`: the system as it would run, without running it. */
export const addShow: AddCommand = (program, context) => {
  program
    .command('show')
    .description('draw the system of each variant, or print its settings and where they come from')
    .argument('<file>', 'scenario file; - reads stdin')
    .option('--set <path=value>', 'change one value of the scenario first (repeatable)', change)
    .option('--variant <name>', 'only this variant (repeatable)', collect)
    .option('--mermaid', 'print Mermaid flowcharts instead of text')
    .option('--resolved', 'print machines and edges with every default, and where each setting was written')
    .option('--json', 'print topology and settings as one JSON document')
    .action((file: string, flags: ShowFlags) => show(file, flags, context))
}

async function show(file: string, flags: ShowFlags, context: CommandContext): Promise<void> {
  const { terminal } = context
  const { openScenario } = await import('../open-scenario.ts')
  const { chooseVariants } = await import('../choose-variants.ts')
  const { terminalPaint } = await import('../paint.ts')
  const { prepared } = await openScenario(file, flags.set ?? [], terminal, context.colours('err'))
  const variants = chooseVariants(prepared, flags.variant)
  if (flags.json === true) {
    await terminal.out.write(await jsonOf(prepared.source.name, variants))
    return
  }
  const paint = terminalPaint(context.colours('out'))
  const texts = await Promise.all(variants.map((variant) => textOf(variant, flags, paint)))
  // A flowchart by itself is a Mermaid file; several need their names.
  const named = variants.length > 1
  for (const [at, variant] of variants.entries()) {
    const head = flags.mermaid === true ? `%% variant ${variant.name}` : paint.accent(`variant ${variant.name}`)
    await terminal.out.write(`${named ? `${at === 0 ? '' : '\n'}${head}\n` : ''}${texts[at] ?? ''}`)
  }
}

async function textOf(variant: PreparedVariant, flags: ShowFlags, paint: Paint): Promise<string> {
  const { describeTopology } = await import('../../experiments/topology.ts')
  const { topologyMermaid, topologyText } = await import('../../report/topology.ts')
  if (flags.resolved === true) {
    const { settingsText } = await import('../../report/settings.ts')
    const { describeSettings } = await import('../../experiments/settings.ts')
    const settings = settingsText(describeSettings(variant), paint)
    return `${settings}${await dataText(variant, paint)}${await faultsText(variant, paint)}`
  }
  const topology = describeTopology(variant.plan)
  if (flags.mermaid === true) return topologyMermaid(topology)
  return `${topologyText(topology, paint)}${await dataText(variant, paint)}${await faultsText(variant, paint)}`
}

/** Stores, and what carries events. */
async function dataText({ plan }: PreparedVariant, paint: Paint): Promise<string> {
  const { describeStores } = await import('../../experiments/stores.ts')
  const { storesText } = await import('../../report/stores.ts')
  const { describeMessages } = await import('../../experiments/messages.ts')
  const { messagesText } = await import('../../report/messages.ts')
  return `${storesText(describeStores(plan), paint)}${messagesText(describeMessages(plan), paint)}`
}

async function faultsText({ scenario, plan }: PreparedVariant, paint: Paint): Promise<string> {
  const { plannedFaults } = await import('../../experiments/planned-faults/planned-faults.ts')
  const { plannedFaultsText } = await import('../../report/planned-faults.ts')
  return plannedFaultsText(plannedFaults(scenario, plan), paint)
}

async function jsonOf(name: string, variants: readonly PreparedVariant[]): Promise<string> {
  const { describeTopology } = await import('../../experiments/topology.ts')
  const { describeSettings } = await import('../../experiments/settings.ts')
  const { describeStores } = await import('../../experiments/stores.ts')
  const { describeMessages } = await import('../../experiments/messages.ts')
  const { plannedFaults } = await import('../../experiments/planned-faults/planned-faults.ts')
  const { writeJson } = await import('../../report/json.ts')
  return writeJson({
    schemaVersion: 1,
    ok: true,
    scenario: name,
    variants: Object.fromEntries(
      variants.map((variant) => [
        variant.name,
        {
          topology: describeTopology(variant.plan),
          settings: describeSettings(variant),
          stores: describeStores(variant.plan),
          ...(variant.plan.brokers === undefined ? {} : { messages: describeMessages(variant.plan) }),
          faults: plannedFaults(variant.scenario, variant.plan),
        },
      ]),
    ),
  })
}
