import * as z from 'zod'
import type { Realisation } from '../../transaction.ts'
import { durationLaw, positiveDuration } from '../literals.ts'
import { countOr, durationOr } from '../messaging/words.ts'
import { named } from '../name.ts'
import { type BrokenRule, thing, withRule } from '../thing.ts'
import type { RealisationDocument } from './transaction-documents.ts'

const yesOrNo = z.boolean({ error: 'true or false' })

const logKind = z.enum(['store', 'memory'], { error: 'store or memory' })

const ABOUT = {
  attempts: 'Of one leg, while its effect is unknown; 3.',
  backoff: 'Before another attempt; 100ms.',
  'undo-attempts': 'Of what must succeed: undo, confirm, what follows the pivot; unlimited.',
  'undo-backoff': 'Before another attempt of that; 1s.',
  timeout: 'How long it may take before it is undone; none.',
  resume: 'How long after a crash of the coordinator what it had begun is taken up again; 5s.',
  log: 'Where the coordinator keeps what it knows: a row in a store of its unit, or nowhere else; store.',
} as const

const log = logKind.prefault('store').describe(ABOUT.log)
const resume = positiveDuration.prefault('5s').describe(ABOUT.resume)

const perseverance = {
  attempts: countOr('unlimited').prefault(3).describe(ABOUT.attempts),
  backoff: durationLaw.prefault('100ms').describe(ABOUT.backoff),
  'undo-attempts': countOr('unlimited').prefault('unlimited').describe(ABOUT['undo-attempts']),
  'undo-backoff': durationLaw.prefault('1s').describe(ABOUT['undo-backoff']),
  timeout: durationOr('none').prefault('none').describe(ABOUT.timeout),
  resume,
  log,
}
const tries = thing('a try-confirm-cancel', perseverance)

/** What an orchestrated saga does where nothing else is said. */
const SAGA = {
  answer: 'settled',
  'semantic-lock': 'none',
  'reread-value': false,
  'version-file': false,
  engine: 'own',
} as const

const saga = withRule(
  thing('a saga', {
    saga: z
      .enum(['orchestrated', 'choreographed'], { error: 'orchestrated or choreographed' })
      .describe('Whether one service calls the legs, or each does its own when it hears of the one before.'),
    answer: z
      .enum(['settled', 'accepted'], { error: 'settled or accepted' })
      .exactOptional()
      .describe('What the caller waits for; settled where one orchestrates, else accepted.'),
    attempts: countOr('unlimited').exactOptional().describe(ABOUT.attempts),
    backoff: durationLaw.exactOptional().describe(ABOUT.backoff),
    'undo-attempts': countOr('unlimited').exactOptional().describe(ABOUT['undo-attempts']),
    'undo-backoff': durationLaw.exactOptional().describe(ABOUT['undo-backoff']),
    timeout: durationOr('none').exactOptional().describe(ABOUT.timeout),
    resume: positiveDuration.exactOptional().describe(ABOUT.resume),
    log: logKind.exactOptional().describe(ABOUT.log),
    'semantic-lock': z
      .enum(['none', 'fail', 'wait'], { error: 'none, fail or wait' })
      .exactOptional()
      .describe('What other transactions do at rows that it has written, until it has settled; none.'),
    'reread-value': yesOrNo.exactOptional().describe('Whether what was read is read again before the pivot; false.'),
    'version-file': yesOrNo
      .exactOptional()
      .describe('Whether an undo that comes too early cancels its operation; false.'),
    engine: z
      .enum(['own', 'step-functions'], { error: 'own or step-functions' })
      .exactOptional()
      .describe('Who orchestrates: the process itself, or AWS Step Functions, paid by the state transition; own.'),
  }),
  ofOrchestrators,
).transform(({ saga: by, ...rest }): Realisation => {
  const { answer, timeout = Number.POSITIVE_INFINITY } = rest
  if (by === 'choreographed') return { kind: 'choreography', answer: answer ?? 'accepted', timeout }
  return { ...tries.parse({}), ...SAGA, ...rest, kind: 'saga' }
})

const twoPhase = thing('a two-phase commit', {
  timeout: positiveDuration.prefault('5s').describe('How long the coordinator waits for votes before it aborts.'),
  resend: durationLaw.prefault('1s').describe('Before a decision that was not acknowledged is sent again.'),
  resume,
  log,
}).transform((fields): Realisation => ({ kind: 'two-phase-commit', ...fields }))

const tryConfirm = tries.transform((fields): Realisation => ({ kind: 'try-confirm-cancel', ...fields }))

const word = z
  .enum(['local', 'none', 'saga', 'two-phase-commit', 'try-confirm-cancel'], { error: 'local, none, saga …' })
  .transform((kind): Realisation => {
    if (kind === 'saga') return saga.parse({ saga: 'orchestrated' })
    if (kind === 'two-phase-commit') return twoPhase.parse({})
    if (kind === 'try-confirm-cancel') return tryConfirm.parse({})
    return { kind }
  })

const realisation: z.ZodType<Realisation, RealisationDocument> = z
  .union(
    [
      word,
      saga,
      thing('a two-phase commit', {
        'two-phase-commit': twoPhase.describe(
          'All participants prepare, and hold their locks until the decision comes.',
        ),
      }).transform((map) => map['two-phase-commit']),
      thing('a try-confirm-cancel', {
        'try-confirm-cancel': tryConfirm.describe('All legs, then all confirms, or the undos.'),
      }).transform((map) => map['try-confirm-cancel']),
    ],
    { error: 'local, none, saga, two-phase-commit, try-confirm-cancel, or a map such as { saga: choreographed }' },
  )
  .meta({ id: 'realisation' })

/** How each business transaction is realised, by its name. */
export const transactions: z.ZodType<
  Readonly<Record<string, Realisation>>,
  Readonly<Record<string, RealisationDocument>>
> = named('a map of transactions', realisation)

const ORCHESTRATOR: readonly string[] = [
  'attempts',
  'backoff',
  'undo-attempts',
  'undo-backoff',
  'resume',
  'log',
  'semantic-lock',
  'reread-value',
  'version-file',
  'engine',
]

/** An option that is ignored would be a setting that does nothing. */
function ofOrchestrators(value: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  if (value['saga'] !== 'choreographed') return undefined
  const stray = ORCHESTRATOR.find((option) => option in value)
  if (stray === undefined) return undefined
  return {
    code: 'S330',
    message: `a choreographed saga has no "${stray}"`,
    path: [stray],
    at: 'key',
    expected: 'of its own it has answer and timeout',
    hint: 'nobody is in charge of it: what is tried again, its consumers say',
  }
}
