import type { EdgeSettings, LayerSettings, Settings } from '../experiments/settings.ts'
import { formatCount } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

const LEFT = { head: '', align: 'left' } as const
const UNIT_COLUMNS = ['unit', 'role', 'holds', 'instances', 'machine', 'cores', 'slots', 'queue', 'balance'].map(
  (head) => ({ head, align: 'left' as const }),
)

/** Every setting of a variant, and which pattern of the scenario it comes from. */
export function settingsText(settings: Settings, paint: Paint = plainPaint): string {
  const { run } = settings
  const time = (ms: number): string => formatQuantity('milliseconds', ms)
  const lines = [
    paint.strong('run'),
    ...table(
      [LEFT, LEFT],
      [
        ['duration', time(run.durationMs)],
        ['warmup', run.warmupMs === null ? 'auto (MSER-5)' : time(run.warmupMs)],
        ['drain', run.drainMs === 0 ? 'none' : `at most ${time(run.drainMs)}`],
        ['seed', run.seed],
        ['replications', String(run.replications)],
        [
          'limits',
          [
            `${formatCount(run.events)} events`,
            `${formatCount(run.eventsPerInstant)} at one instant`,
            `${formatCount(run.pendingEvents)} pending`,
          ].join(', '),
        ],
      ],
    ),
    '',
    paint.strong('units'),
    ...table(
      UNIT_COLUMNS,
      settings.units.map((unit) => [
        unit.name,
        unit.role,
        unit.holds.join(' '),
        String(unit.instances),
        unit.machine,
        String(unit.cores),
        unit.slots === null ? 'event loop' : String(unit.slots),
        [unit.queue === null ? 'unbounded' : formatCount(unit.queue), unit.discipline].filter(Boolean).join(', '),
        unit.balance,
      ]),
    ),
    ...doorLines(settings, paint),
    '',
    `${paint.strong('edges')}  ${paint.faint('in brackets: the pattern that says so; nothing: a default')}`,
  ]
  for (const edge of settings.edges) {
    lines.push(`  ${paint.accent(edge.name)}`, ...edgeLines(edge), ...layerLines(edge.layers, paint))
  }
  return `${lines.join('\n')}\n`
}

function edgeLines(edge: EdgeSettings): string[] {
  const rows = edge.settings.map(({ name, value, unit, from }) => [
    name,
    settingText(value, unit),
    from === '' ? '' : `[${from}]`,
  ])
  return table([LEFT, LEFT, LEFT], rows, 4)
}

/** The policies of a call in their order, each option on a line of its own. */
function layerLines(layers: readonly LayerSettings[], paint: Paint): string[] {
  if (layers.length === 0) return []
  const rows = layers.flatMap(({ kind, options, from }, index) =>
    options.map(({ name, value }, option) => [
      option === 0 ? `${index + 1} ${kind}` : '',
      [name, value].filter((text) => text !== '').join(' '),
      option === 0 ? `[${from}]` : '',
    ]),
  )
  return [`    ${paint.faint('policies, outermost first')}`, ...table([LEFT, LEFT, LEFT], rows, 4)]
}

/** What units let in, before their queues. */
function doorLines(settings: Settings, paint: Paint): string[] {
  const guarded = settings.units.filter(({ admission }) => admission.length > 0)
  if (guarded.length === 0) return []
  return [
    '',
    paint.strong('admission'),
    ...guarded.flatMap(({ name, admission }) => [`  ${paint.accent(name)}`, ...layerLines(admission, paint)]),
  ]
}

function settingText(value: string | number | boolean | null, unit: string): string {
  if (value === null) return 'as the zones say'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  if (unit === 'ms') return value === 0 ? 'none' : formatQuantity('milliseconds', value)
  return unit === '' ? String(value) : `${formatCount(value)} ${unit}`
}
